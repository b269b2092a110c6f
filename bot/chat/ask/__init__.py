"""Questions and their answers: private, public, and everything that a card's buttons show."""
