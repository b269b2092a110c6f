"""A quote in its place: where it begins and ends so that it doesn't mislead, who speaks, the link to its words."""
