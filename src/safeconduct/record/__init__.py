"""The tamper-evident record: one append-only Merkle log below all rooms, and its proofs."""
