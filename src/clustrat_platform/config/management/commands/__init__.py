"""Commands of Django that the whole site adds."""
