"""Steps of the database of `base`."""
