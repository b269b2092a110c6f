"""What `/help` and `/privacy` say."""
