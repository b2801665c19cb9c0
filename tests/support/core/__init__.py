"""Tests of the pure core of support."""
