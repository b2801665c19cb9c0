"""The demonstration: starts everything on this machine, filled with invented people."""
