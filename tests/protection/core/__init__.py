"""Tests of the pure part of the protection room."""
