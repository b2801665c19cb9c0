"""Decisions of the passage room: facts in, reasons out; no database, no clock, no money."""
