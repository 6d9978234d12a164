"""Readers of published files and the one door to the network; every flag is kept."""
