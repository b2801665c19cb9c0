"""Background work: jobs carry ids, never authority."""
