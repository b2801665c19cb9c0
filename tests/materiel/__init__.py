"""Tests of the materiel room."""
