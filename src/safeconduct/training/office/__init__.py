"""Pages of the exercises, served by a training instance only."""
