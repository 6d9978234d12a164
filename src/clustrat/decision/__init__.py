"""Pure mathematics of Delphi, multi-criteria analysis, budgets, opinion maps and roll-ups."""
