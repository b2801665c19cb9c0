"""Tests of what the impact room counts and draws."""
