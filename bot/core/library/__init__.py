"""The way of a file: what is taken in, what is junk, what is indexed, what was erased."""
