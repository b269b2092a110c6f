"""What makes the program's numbers and is no part of it: it is neither installed nor imported by `bot`."""
