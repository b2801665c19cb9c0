"""Tests of Safe Conduct, mirrored to the source."""
