"""Versioned code lists and the correspondences between them."""
