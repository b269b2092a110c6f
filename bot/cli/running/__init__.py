"""What `serve` does beside answering: folders, backups, logs, open files."""
