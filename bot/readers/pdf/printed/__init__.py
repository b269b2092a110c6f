"""From the letters on a page to lines in the order in which they are read."""
