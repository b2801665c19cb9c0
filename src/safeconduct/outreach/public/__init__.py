"""Guidance pages at the public door."""
