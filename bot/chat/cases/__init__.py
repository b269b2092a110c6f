"""The flows of `/cases`, and taking a case away as a file."""
