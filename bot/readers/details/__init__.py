"""What any file says of itself: what it is, in which signs and language it is written, its title, dates and origin."""
