"""Vectors of units, beside the segments: immutable files, compared with a question for one viewer at one moment."""
