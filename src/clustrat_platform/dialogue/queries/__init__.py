"""Reads of dialogues; what a reader may not see is not in the answer."""
