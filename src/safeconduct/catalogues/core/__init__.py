"""Pure decisions about catalogues and their versions."""
