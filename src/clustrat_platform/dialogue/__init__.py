"""Rounds, phases, topics, contributions, votes and decisions."""
