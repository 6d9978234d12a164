"""Steps of the database of the atlas."""
