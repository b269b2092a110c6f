"""What a text is made of: tokens, sentences, passages, values, and what each language does its own way."""
