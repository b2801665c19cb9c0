"""Office pages of casework."""
