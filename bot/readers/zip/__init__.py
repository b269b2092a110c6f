"""ZIP, looked at before it is opened."""
