"""Steps of the database of the dialogue."""
