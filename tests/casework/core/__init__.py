"""Tests of the pure core of casework."""
