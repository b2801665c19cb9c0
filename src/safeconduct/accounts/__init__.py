"""Officers: their roles, keys, sign-in, and who is on which case."""
