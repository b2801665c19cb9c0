"""Tests of what the materiel room decides."""
