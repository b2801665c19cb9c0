"""What an exercise is and how its run is reviewed: plain Python."""
