"""Small value types every room may use; no Django, no keys."""
