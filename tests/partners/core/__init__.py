"""Tests of the rules about partners."""
