"""Pages and pictures whose words have to be recognised, and pages drawn as pictures."""
