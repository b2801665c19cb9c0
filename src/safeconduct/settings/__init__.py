"""One settings file per process; secrets come from NAME or NAME_FILE; all fail closed."""
