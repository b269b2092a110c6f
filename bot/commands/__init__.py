"""The command line, a module for each group of commands; bot/__main__.py puts them together."""
