"""The pure part of the protection room: danger, check-ins, measures."""
