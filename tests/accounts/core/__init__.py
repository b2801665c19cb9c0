"""Tests of the pure core of accounts."""
