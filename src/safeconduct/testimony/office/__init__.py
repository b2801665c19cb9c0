"""Office pages of testimony."""
