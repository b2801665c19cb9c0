"""Tests of what contact decides."""
