"""Office pages of oversight: counts, and the record."""
