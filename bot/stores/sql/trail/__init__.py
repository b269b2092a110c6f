"""The audit trail in the database: its chain, the journal of all other rows, what the two prove, what heals by them."""
