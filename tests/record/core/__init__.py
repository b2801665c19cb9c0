"""Tests of the pure core of the record."""
