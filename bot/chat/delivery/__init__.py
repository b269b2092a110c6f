"""Getting messages to Discord, errors and progress among them."""
