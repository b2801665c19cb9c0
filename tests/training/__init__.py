"""Tests of exercises and of the training instance."""
