"""Desks without content: the record, waiting times, refused acts."""
