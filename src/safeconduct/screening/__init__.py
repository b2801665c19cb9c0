"""Names, numbers and lists: who may be the same person, with the why, for a person to judge."""
