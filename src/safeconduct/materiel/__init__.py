"""Equipment a person brings out of the war: claimed, received, verified, and put beyond use."""
