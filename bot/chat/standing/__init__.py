"""Questions that are kept until the files answer them, and what the files lack."""
