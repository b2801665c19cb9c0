"""Tests of the pure part of the vetting room."""
