"""Office pages of vetting."""
