"""Exercises of a training instance: invented situations, checked by the record's own lines."""
