"""Who can seal, open, give and take back what: every role, every compartment, by real keys.

The table below was written by hand from the glossary and the threat model. A test that compared
the product with `NEEDS` would compare it with itself.
"""

import base64
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from safeconduct.accounts.core.terms import Role
from safeconduct.accounts.models import Membership
from safeconduct.accounts.queries import public_key_of
from safeconduct.accounts.services import NEEDS
from safeconduct.accounts.signin import actor_of, enrol
from safeconduct.casework.services import assign
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.demo.staff import sign_key
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import SEED_BYTES, Compartment
from safeconduct.vault.models import Wrap
from safeconduct.vault.opening import FileKeys, Holding, PrivateKey
from safeconduct.vault.queries import desk_keys, open_file, shred_key
from safeconduct.vault.services import put_on_desk
from tests.cast import Cast, Officer
from tests.doors import TOKEN, Door
from tests.making import TEAM, make_case

COLUMN = "test.matrix.text"
SECRET = "Ремезов, 8AMTSH-00417"
# s seals, o opens, g gives to a colleague, t takes back from one. A dash: nothing of these.
# Giving and taking back is for those who put officers on cases; giving needs the key as well.
EXPECTED = """
                      contact equipment identity location payment testimony vetting
intake officer        sogt    sogt      sogt     sogt     sogt    sogt      sogt
case officer          sogt    sogt      sogt     sogt     t       t         t
supervisor            t       t         t        sogt     t       t         t
protection lead       so      -         so       so       -       -         -
legal adviser         so      -         so       -        -       -         -
passage coordinator   -       -         -        so       -       -         -
evidence custodian    -       so        -        -        -       so        -
finance officer       -       -         -        -        so      -         -
vetting analyst       -       -         so       -        -       -         so
vetting lead          -       -         so       -        -       -         so
support worker        so      -         -        -        -       -         -
reception officer     -       -         -        -        -       -         -

finance approver      -       -         -        -        -       -         -
treasurer             -       -         -        -        -       -         -
director              -       -         -        -        -       -         -
auditor               -       -         -        -        -       -         -
ombudsman             -       -         -        -        -       -         -
platform administrator -      -         -        -        -       -         -
case officer of another case - -        -        -        -       -         -
intake officer of another case - -      -        -        -       -         -
database superuser    -       -         -        -        -       -         -
"""
ON_THE_CASE = {role.value: name for name, role in TEAM.items()} | {"intake officer": "iryna"}
ELSEWHERE = {
    "finance approver": "faina",
    "treasurer": "marta",
    "director": "daria",
    "auditor": "audra",
    "ombudsman": "oksana",
    "case officer of another case": "kirill",
}
MOST_FOUND = 50  # of the superuser's guesses per table; more of a kind teach nothing


def table(text: str) -> dict[str, dict[Compartment, str]]:
    """Rows by name: what may be done in each compartment."""
    head, *lines = text.strip().splitlines()
    parts = [Compartment(word) for word in head.split()]
    rows = [line.split() for line in lines if line.strip()]
    return {
        " ".join(row[: -len(parts)]): dict(zip(parts, row[-len(parts) :], strict=True))
        for row in rows
    }


@dataclass(frozen=True)
class Stage:
    """A case with its whole team, and some who have nothing to do with it."""

    file_id: UUID
    truth: FileKeys
    people: dict[str, Officer]
    colleague: Officer


def newcomer(offline: Offline, alias: str, *roles: Role) -> Officer:
    """One more officer, enrolled and signed as everybody is."""
    password, totp = f"correct horse {alias}", alias.encode() * 5
    row, keys = enrol(alias, frozenset(roles), password, totp)
    sign_key(offline.signing, row.id, keys)
    return Officer(alias, password, totp, actor_of(row), keys)


@pytest.fixture
def stage(cast: Cast, offline: Offline) -> Stage:
    """Everybody who stands in the table, but for the superuser."""
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    people = {row: getattr(cast, name) for row, name in (ON_THE_CASE | ELSEWHERE).items()}
    sofia = newcomer(offline, "Sofia", Role.SUPPORT_WORKER)
    assign(cast.iryna.signed(now), file_id, sofia.id, Role.SUPPORT_WORKER)
    ihor = newcomer(offline, "Ihor", Role.INTAKE_OFFICER)
    put_on_desk(PrivateKey(base64.b64decode(offline.desk)), public_key_of(ihor.id))
    people["support worker"], people["intake officer of another case"] = sofia, ihor
    people["platform administrator"] = newcomer(offline, "Adam", Role.PLATFORM_ADMIN)
    colleague = newcomer(offline, "Kolya", *NEEDS)
    return Stage(file_id, open_file(cast.iryna.keys, file_id), people, colleague)


def rings_of(keys: Holding, file_id: UUID) -> Iterator[FileKeys]:
    """All that a key yields: by its own wraps, and by the desk's where it holds the desk."""
    with suppress(Refused):
        yield open_file(keys, file_id)
    with suppress(Refused):
        yield open_file(desk_keys(keys), file_id)


def rings_of_superuser(file_id: UUID) -> Iterator[FileKeys]:
    """What the superusers of both databases can put in a key's place: every bytes they hold."""
    thief = PrivateKey(os.urandom(SEED_BYTES))
    key_id = thief.public().key_id
    for row in Wrap.objects.filter(file_id=file_id):
        with transaction.atomic():  # everybody's wrap, copied under a key of their own
            with connection.cursor() as cursor:  # no trigger stops a superuser
                cursor.execute("SET LOCAL session_replication_role = replica")
            Wrap.objects.filter(id=row.id).update(key_id=key_id)
            yield from rings_of(Holding(key_id, thief), file_id)
            transaction.set_rollback(True)
    shred = shred_key(file_id)
    for guess in {bytes(32), shred, *everything_binary()}:
        for key in (guess[:32], guess[-32:]):
            yield FileKeys(file_id, dict.fromkeys(Compartment, key), shred)


def everything_binary() -> Iterator[bytes]:
    """Every binary value of both databases, as the superuser reads them."""
    for alias in ("default", "keystore"):
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND data_type = 'bytea'"
            )
            for name, column in cursor.fetchall():
                cursor.execute(f'SELECT "{column}" FROM "{name}" LIMIT {MOST_FOUND}')  # noqa: S608
                yield from (bytes(row[0]) for row in cursor.fetchall() if row[0])


def opens(ring: FileKeys, part: Compartment, sealed: bytes, row_id: UUID) -> bool:
    try:
        return ring.open(part, COLUMN, row_id, sealed) == SECRET
    except Refused:
        return False


def by_key(rings: Iterable[FileKeys], truth: FileKeys) -> dict[Compartment, str]:
    """s where what they seal is read by the team, o where they read what the team sealed."""
    found = dict.fromkeys(Compartment, "")
    row_id = new_id()
    sealed = {part: truth.seal(part, COLUMN, row_id, SECRET) for part in Compartment}
    for ring in rings:
        for part in ring.keys:
            theirs = ring.seal(part, COLUMN, row_id, SECRET)
            mine = "s" * opens(truth, part, theirs, row_id)
            mine += "o" * opens(ring, part, sealed[part], row_id)
            found[part] = max(found[part], mine, key=len)
    return found


def readable(officer: Officer, at: Stage) -> set[Compartment]:
    """The compartments an officer's own key really opens now."""
    rings = rings_of(officer.keys, at.file_id)
    return {part for part, verbs in by_key(rings, at.truth).items() if "o" in verbs}


def by_door(me: Officer, at: Stage, cast: Cast) -> dict[Compartment, str]:
    """g and t: what putting a colleague on the case, and on another post, really changes."""
    found = dict.fromkeys(Compartment, "")
    with Door("office", "sc_office") as door:
        token = TOKEN.search(door.sign_in(me, timezone.now()))
        assert token is not None

        def put(role: Role) -> None:
            # Sent by hand, so that it does not matter which forms a page offers.
            sent = {"place": f"{at.colleague.id} {role.value}", "once": str(new_id())}
            sent["csrfmiddlewaretoken"] = token[1]
            door._as_role("post", f"/cases/{at.file_id}/team/", sent)

        for role in NEEDS:
            put(role)
            for part in readable(at.colleague, at):
                found[part] = "g"
            forget(at)  # some roles bar others on the same case, for good
        now = timezone.now()
        assign(cast.iryna.signed(now), at.file_id, at.colleague.id, Role.INTAKE_OFFICER)
        assert readable(at.colleague, at) == set(Compartment)
        put(Role.RECEPTION_OFFICER)
        for part in set(Compartment) - readable(at.colleague, at):
            found[part] += "t"
        forget(at)
    return found


def forget(at: Stage) -> None:
    """The colleague was never on the case."""
    Membership.objects.filter(officer_id=at.colleague.id).delete()
    Wrap.objects.filter(key_id=at.colleague.keys.key_id).delete()


def test_every_role_can_do_what_the_table_says_and_nothing_else(
    cast: Cast, stage: Stage
) -> None:
    expected = table(EXPECTED)
    found = {}
    for name, officer in stage.people.items():
        keys = by_key(rings_of(officer.keys, stage.file_id), stage.truth)
        door = by_door(officer, stage, cast)
        found[name] = {part: keys[part] + door[part] or "-" for part in Compartment}
    keys = by_key(rings_of_superuser(stage.file_id), stage.truth)
    found["database superuser"] = {part: keys[part] or "-" for part in Compartment}
    assert found == expected


def test_the_table_names_every_role() -> None:
    nobody = {"the person", "the system"}  # hold no officer's key
    assert {str(role) for role in Role} - nobody <= set(table(EXPECTED))
