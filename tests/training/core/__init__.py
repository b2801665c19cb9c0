"""Tests of the pure core of exercises."""
