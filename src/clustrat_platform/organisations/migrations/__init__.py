"""Steps of the database of `organisations`."""
