"""Which clusters to combine, which regions to partner, and why."""
