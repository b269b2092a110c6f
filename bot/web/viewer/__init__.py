"""The source viewer: a stored text with its quotes marked, for one person, for some minutes."""
