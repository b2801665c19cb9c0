"""Tests of the tamper-evident record."""
