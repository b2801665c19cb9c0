"""Tests of the pure core of testimony."""
