"""Sealing, opening, compartments and shred keys; the only room that touches cryptography."""
