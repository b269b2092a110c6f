"""Segments: built, written, merged, without what was deleted."""
