"""Office pages of screening."""
