"""Safe Conduct: lets soldiers and operatives come over alive, and protects them afterwards."""

__version__ = "0.1.0"
