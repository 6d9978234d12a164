"""Indicators of a labelled matrix, one family per module."""
