"""The public door: guidance, writing, coming back; no account, no script."""
