"""Pure decisions about catalogues."""
