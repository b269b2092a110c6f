"""What the database keeps beside documents and trail."""
