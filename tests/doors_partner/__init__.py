"""Tests of the partner door as a whole: its contract, its role, its process."""
