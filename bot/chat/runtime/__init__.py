"""What keeps the bot running: workers, limits, tasks that look again, the connection."""
