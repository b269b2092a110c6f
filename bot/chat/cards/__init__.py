"""What messages are made of: parts, buttons, forms, escaped text."""
