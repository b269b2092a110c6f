"""Documents, their versions and cases, in the database."""
