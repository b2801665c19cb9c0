"""Treasury pages."""
