"""What a number is: unit, flag, source, matrix, checks, disclosure and the frozen result."""
