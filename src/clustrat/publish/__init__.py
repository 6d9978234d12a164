"""Results as files, charts, maps and reports: draws, never computes."""
