"""Testimony: statements in the person's own words, exhibits, and packages for courts."""
