"""Reads places on cases that nobody fills since an officer left the programme."""

from uuid import UUID

from django.db.models import QuerySet

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.queries import aliases, ask_places_left, places_left, team_of
from safeconduct.accounts.services import NEEDS
from safeconduct.casework.core.terms import OPEN
from safeconduct.casework.models import Case
from safeconduct.vault.queries import lasting_holders
from safeconduct.web.among import among
from safeconduct.web.together import Reads, prepared, rows_of


def ask_count_left() -> Reads[int]:
    """How many places of open cases nobody fills, together with other reads."""
    left = yield from ask_places_left()
    if not left:
        return 0
    open_ones = set((yield from rows_of(_still_open([file_id for file_id, _ in left]))))
    return sum(file_id in open_ones for file_id, _ in left)


@prepared
def _still_open(file_ids: list[UUID]) -> QuerySet[Case, UUID]:
    rows = Case.objects.filter(among("file_id", file_ids), stage__in=list(map(str, OPEN)))
    return rows.values_list("file_id", flat=True)


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
