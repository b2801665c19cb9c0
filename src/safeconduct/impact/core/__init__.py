"""The counting rules of the impact room: plain Python, and numpy for the draws."""
