"""The judge of several languages: its network, its lessons, its training and export."""
