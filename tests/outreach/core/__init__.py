"""Tests of the pure core of outreach."""
