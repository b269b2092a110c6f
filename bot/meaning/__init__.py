"""A small model that tells how alike two texts are in meaning; optional, and in a process of its own."""
