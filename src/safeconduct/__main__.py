"""`python -m safeconduct` is the same as `safeconduct`."""

from safeconduct.cli import main

main()
