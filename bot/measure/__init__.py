"""How good the answers are (`eval`), and how fast (`bench`)."""
