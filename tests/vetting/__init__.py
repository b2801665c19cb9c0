"""Tests of the vetting room."""
