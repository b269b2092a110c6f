"""What chat, terminal and viewer say to people, in the languages that there are."""
