"""Partner organisations: what is shared with whom, their tokens, what they are told."""
