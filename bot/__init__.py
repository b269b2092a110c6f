"""Pullquote: answers a team's questions with the exact words of its case files."""
