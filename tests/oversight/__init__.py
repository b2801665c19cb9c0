"""Tests of the oversight room."""
