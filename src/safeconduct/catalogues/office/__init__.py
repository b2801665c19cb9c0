"""The office pages of catalogues."""
