"""Payments, their three people, and the ledger's arithmetic; pure."""
