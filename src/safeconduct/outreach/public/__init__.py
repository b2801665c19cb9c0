"""The guidance and its proofs."""
