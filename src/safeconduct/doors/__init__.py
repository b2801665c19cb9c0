"""The two doors and what they share: one style sheet, two page frames, a few page parts."""
