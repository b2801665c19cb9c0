"""Operator commands of the queue."""
