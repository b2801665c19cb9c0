"""Tags of the doors: what several rooms say together."""
