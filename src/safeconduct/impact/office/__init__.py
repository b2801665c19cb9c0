"""Office pages of impact."""
