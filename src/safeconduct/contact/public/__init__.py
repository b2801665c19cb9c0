"""Public pages of contact."""
