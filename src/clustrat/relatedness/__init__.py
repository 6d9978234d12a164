"""Proximity of industries, density around them, and the industry space."""
