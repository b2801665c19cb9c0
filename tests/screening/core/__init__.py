"""Tests of the pure part of screening: no database."""
