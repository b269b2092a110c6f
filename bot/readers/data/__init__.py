"""Rows: spreadsheets, delimited text, JSON Lines."""
