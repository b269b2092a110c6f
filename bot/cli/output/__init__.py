"""What a person sees at the terminal, and what a script reads: the screen, answers, progress, JSON."""
