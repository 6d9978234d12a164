"""Economic complexity, fitness and outlook."""
