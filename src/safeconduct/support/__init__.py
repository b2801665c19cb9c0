"""Money after arrival: awards, hardship, relocation; a double-entry ledger; three people."""
