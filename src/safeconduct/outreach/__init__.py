"""Guidance that anyone may read, in three languages, with sources and who checked it."""
