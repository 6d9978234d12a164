"""Cluster categories, their strength, and the cluster map of a region."""
