"""Approved aliases: a question by one name of a person or thing finds what the files have under its other names."""
