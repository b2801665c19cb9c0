"""One settings file per process; each reads its secrets from NAME or NAME_FILE and fails closed."""
