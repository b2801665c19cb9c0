"""Office pages of protection."""
