"""Keeps a person and each member of the family safe for years; help here has no conditions."""
