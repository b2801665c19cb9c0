"""Passage: the way across, agreed with the receiving side and acknowledged by name."""
