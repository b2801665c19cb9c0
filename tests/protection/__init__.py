"""Tests of the protection room."""
