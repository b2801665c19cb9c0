"""Rules about partners: plain Python, no Django."""
