"""Office pages of accounts."""
