"""Commands of Django that this app adds."""
