"""The pure part of screening: spellings, lists and explained comparison; no tables, no keys."""
