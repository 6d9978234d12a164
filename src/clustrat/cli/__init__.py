"""The command line: each command calls one function of the rooms below."""
