"""Versions of catalogues."""
