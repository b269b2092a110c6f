"""Differing values of what was asked, set side by side: what each text tells, and whether of the same."""
