"""Pure core of outreach: which guidance exists, and how its words become a page."""
