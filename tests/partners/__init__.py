"""Tests of the partners room."""
