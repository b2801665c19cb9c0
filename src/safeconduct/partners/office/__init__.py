"""Pages of the office about partners."""
