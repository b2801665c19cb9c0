"""Public page of protection: a sign of life."""
