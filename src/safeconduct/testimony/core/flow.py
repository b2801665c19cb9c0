"""The life of a disclosure package as one table: proposed, approved by another, made."""

from safeconduct.testimony.core.terms import PackageEvent, PackageState

E = PackageEvent
S = PackageState

TABLE: dict[tuple[PackageState, PackageEvent], PackageState] = {
    (S.PROPOSED, E.APPROVE): S.APPROVED,
    (S.APPROVED, E.MAKE): S.MADE,
    (S.MADE, E.READ): S.MADE,
}


def step(state: PackageState, event: PackageEvent) -> PackageState | None:
    """The next state, or None when the package is at another step."""
    return TABLE.get((state, event))
