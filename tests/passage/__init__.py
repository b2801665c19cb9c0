"""Tests of the passage room."""
