"""Stages, moves and their guards; nothing here knows of vetting or money."""
