"""Steps of the database of `publications`."""
