"""Record-level tables (firms, organisations, patents) on DuckDB or Spark; only releases leave."""
