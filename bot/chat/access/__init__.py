"""Who asks, who will read the answer, and what they may do."""
