"""Web pages: which part of one is its text, and what its head says about it; and what a crawler recorded of them."""
