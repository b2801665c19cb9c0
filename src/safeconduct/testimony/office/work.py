"""What testimony puts on My work: packages at this officer's step, exhibits offered to them."""

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.accounts.core.rules import may
from safeconduct.accounts.core.terms import Permission
from safeconduct.accounts.queries import own_files
from safeconduct.accounts.signed import Signed
from safeconduct.casework.core.card import Waiting
from safeconduct.casework.queries import alias_of
from safeconduct.testimony import queries
from safeconduct.testimony.core.terms import PackageState
from safeconduct.testimony.office.packages import steps
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import may_open, open_file


def waiting(me: Signed) -> list[Waiting]:
    """Only for roles and keys that open testimony; a package that is made waits for nobody."""
    if not may(me.actor, Permission.TESTIMONY_READ):
        return []
    files = queries.with_open_steps(own_files(me.actor, me.at))
    keyed = may_open(me.keys.key_id, files, queries.PLACE)
    found = []
    for file_id in (one for one in files if one in keyed):
        keys, alias = open_file(me.keys, file_id), alias_of(file_id)
        found += [*_packages(me, keys, alias), *_exhibits(me, keys, alias)]
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


def _exhibits(me: Signed, keys: FileKeys, alias: str) -> list[Waiting]:
    return [
        Waiting(
            keys.file_id,
            alias,
            row.name,
            gettext("Accept it"),
            reverse("testimony:exhibit", args=[keys.file_id, row.id]),
        )
        for row in queries.exhibits(keys.file_id)
        if row.offered_to_key == me.actor.key_id
    ]
