"""`python -m safeconduct` is the same as `safeconduct`."""

from safeconduct.cli import main

if __name__ == "__main__":
    main()
