"""Tests of the pure core of oversight."""
