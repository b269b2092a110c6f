"""Searching segments for one viewer at one moment."""
