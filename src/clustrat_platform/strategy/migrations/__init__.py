"""Steps of the database of `strategy`."""
