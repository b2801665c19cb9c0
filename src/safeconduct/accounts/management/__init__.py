"""Operator commands of accounts, and who stands at their prompt."""
