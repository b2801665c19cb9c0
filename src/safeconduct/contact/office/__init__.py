"""Office pages of contact."""
