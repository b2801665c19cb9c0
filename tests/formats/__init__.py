"""A second reader of the formats, and the test that runs it."""
