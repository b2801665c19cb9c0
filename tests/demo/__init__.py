"""Tests of the demonstration itself."""
