"""What oversight looks for, and how its bars are laid out; no Django."""
