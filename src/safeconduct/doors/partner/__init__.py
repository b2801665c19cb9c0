"""The partner door: JSON for programmes of partners, clear columns only, no keys."""
