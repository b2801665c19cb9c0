"""Operator commands of accounts."""
