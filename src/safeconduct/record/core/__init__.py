"""Hashing, leaf layout, checkpoints and proofs of the record; no Django, no keys."""
