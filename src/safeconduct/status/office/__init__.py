"""Office pages of status."""
