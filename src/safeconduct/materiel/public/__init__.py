"""Public page of equipment."""
