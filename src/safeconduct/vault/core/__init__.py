"""Vocabulary and padding of the vault; no keys here."""
