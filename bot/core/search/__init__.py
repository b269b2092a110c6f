"""The way of a question: from the words typed to ranked excerpts and a verdict."""
