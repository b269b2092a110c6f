"""ZIP, looked at before it is opened; and files that hold files, each read by the reader of its type."""
