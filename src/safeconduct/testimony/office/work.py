"""What testimony puts on My work: packages at this officer's step, exhibits offered to them."""

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.queries import ask_aliases_of
from safeconduct.testimony import queries
from safeconduct.testimony.core.terms import PackageState
from safeconduct.testimony.desk import Offered, ask_offered, ask_with_packages
from safeconduct.testimony.office.packages import steps
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import ask_may_open, open_file
from safeconduct.web.together import Reads, both


def ask_waiting(me: Signed) -> Reads[list[Waiting]]:
    """Only for roles and keys that open testimony; a package that is made waits for nobody."""
    if not may(me.actor, Permission.TESTIMONY_READ):
        return []
    offered, packed = yield from both(
        ask_offered(me.actor, me.at), ask_with_packages(me.actor, me.at)
    )
    files = list(dict.fromkeys([*packed, *(row.file_id for row in offered)]))
    if not files:
        return []
    keyed, names = yield from both(
        ask_may_open(me.keys.key_id, files, queries.PLACE), ask_aliases_of(files)
    )
    found = [_exhibit(row) for row in offered if row.file_id in keyed]
    # Whether a package may go on depends on what was asked for, which is sealed.
    for file_id in (one for one in packed if one in keyed):
        found += _packages(me, open_file(me.keys, file_id), names[file_id])
    return found


def _packages(me: Signed, keys: FileKeys, alias: str) -> list[Waiting]:
    rows = [row for row in queries.packages(keys) if row.state is not PackageState.MADE]
    return [
        Waiting(
            keys.file_id,
            alias,
            row.ref,
            act["label"],
            reverse("testimony:package", args=[keys.file_id, row.id]),
        )
        for row in rows
        for act in steps(me, keys, row)[0]
    ]


def _exhibit(row: Offered) -> Waiting:
    url = reverse("testimony:exhibit", args=[row.file_id, row.id])
    return Waiting(row.file_id, row.alias, row.name, gettext("Accept it"), url)
