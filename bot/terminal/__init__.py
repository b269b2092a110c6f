"""The second front end: answers and documents for people at a terminal, and as JSON for scripts."""
