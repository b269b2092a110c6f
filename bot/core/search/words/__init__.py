"""What a word of a question may be in the files instead: another form, another spelling, another word for the same."""
