"""The audit trail in the database: its chain, its check, its signature."""
