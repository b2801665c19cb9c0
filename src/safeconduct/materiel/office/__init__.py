"""Office pages of equipment."""
