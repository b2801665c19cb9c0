"""Catalogues: what the rooms go by, changed as versions that two people stand behind."""
