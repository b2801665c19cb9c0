"""Tests of the impact room."""
