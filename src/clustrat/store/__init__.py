"""Which tables exist at which edition, and how they are read and written."""
