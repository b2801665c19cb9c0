"""Measurements against the bars of the product; each prints a table and one line of JSON."""
