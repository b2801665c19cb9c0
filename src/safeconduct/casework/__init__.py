"""The case: where a person is on the way, who works on it, and what may happen next."""
