"""The office door: staff with keys."""
