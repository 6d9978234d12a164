"""Steps of the database of `actors`."""
