"""Clusters before an emerging industry, a key technology, a cross-cutting issue; and diversification."""
