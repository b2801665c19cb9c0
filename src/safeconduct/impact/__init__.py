"""What the programme saves and costs, always with an interval; reads aggregates only."""
