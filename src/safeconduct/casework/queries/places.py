"""Reads places on cases that nobody fills since an officer left the programme."""

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.queries import aliases, places_left, team_of
from safeconduct.accounts.services import NEEDS
from safeconduct.casework.core.terms import OPEN
from safeconduct.casework.models import Case
from safeconduct.vault.queries import lasting_holders


def places_without_officer() -> list[tuple[str, Role, list[str]]]:
    """(case alias, role, who on the case could put somebody there), open cases by alias.

    Nobody could when the keys that the role needs are with nobody any more.
    """
    left = places_left()
    rows = Case.objects.filter(file_id__in=[file_id for file_id, _ in left])
    named = {row.file_id: row.alias for row in rows.filter(stage__in=list(map(str, OPEN)))}
    found = []
    for file_id, role in left:
        if file_id in named:
            held = lasting_holders(file_id)
            able = aliases(key for key, parts in held.items() if parts >= NEEDS[role])
            here = {alias for alias, _ in team_of(file_id)}
            found.append((named[file_id], role, sorted(here & set(able.values()))))
    return sorted(found)
