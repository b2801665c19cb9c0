"""Letters, items and the return code; pure."""
