"""New cluster concepts, priorities and strategy elements, citing evidence, actors and decisions."""
