"""Tests of the pure part of the status room."""
