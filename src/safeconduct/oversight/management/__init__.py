"""Operator commands of oversight."""
