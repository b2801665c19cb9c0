"""Office pages of the guidance: its state, and whether it is understood."""
