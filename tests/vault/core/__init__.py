"""Tests of the pure core of vault."""
