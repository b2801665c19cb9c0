"""Who may do what; no keys, no database."""
