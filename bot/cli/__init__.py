"""The command line: what is typed, and how it is printed; bot/__main__.py puts the commands together."""
