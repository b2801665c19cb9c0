"""Rules of testimony and the pure builder of disclosure packages; no Django, no keys."""
