"""Tests of testimony and disclosure."""
