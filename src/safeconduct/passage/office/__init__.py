"""Office pages of passage."""
