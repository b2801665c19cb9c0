"""Django's PostgreSQL, asking less often whether the server is there."""
