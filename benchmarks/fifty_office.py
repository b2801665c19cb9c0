"""Ten teams of five officers with four cases each, for bench_casework_fifty.py.

Everything is made by the product's own services on a demonstration that is kept in .bench/fifty
and copied for every run, so that each begins with the same office.
"""

import base64
import json
import os
import secrets
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from safeconduct.demo.ground import free_port
from safeconduct.demo.instance import Instance, stop
from safeconduct.demo.run import forget, prepare, service_files

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".bench" / "fifty"
TEAMS, CASES = 10, 4  # cases of each team
PLACES = ("case officer", "case officer", "supervisor", "legal adviser", "protection lead")


def names(team: int) -> list[str]:
    """The aliases of a team, in the order of PLACES."""
    return [f"Team{team}-{place}" for place in range(len(PLACES))]


def kept(tables: str) -> Path:
    """The folder of the prepared office, stopped; made anew when `tables` are others."""
    mark = FOLDER / "office"
    if mark.exists() and mark.read_text() == tables:
        return FOLDER
    if FOLDER.exists():
        forget(FOLDER)
        shutil.rmtree(FOLDER)
    FOLDER.mkdir(parents=True)
    instance = Instance(FOLDER, free_port(), free_port())
    try:
        prepare(instance)
        _fill(instance)
        mark.write_text(tables)
    finally:
        stop(instance)
    return FOLDER


def _fill(instance: Instance) -> None:
    os.environ |= instance.environment("sc_owner", "worker") | service_files(instance)
    import django

    django.setup()
    from django.db import connections

    print(f"Enrolling {TEAMS * len(PLACES)} officers, making their cases …", flush=True)
    people, sheet = _staff(instance)
    _write_cases(people)
    path = instance.keys / "demo-accounts.json"
    path.write_text(json.dumps(json.loads(path.read_text()) + sheet))
    connections.close_all()


def _staff(instance: Instance) -> tuple[dict[str, Any], list[dict[str, str]]]:
    from safeconduct.accounts.core.terms import Role
    from safeconduct.accounts.signin import actor_of, enrol, unlock
    from safeconduct.demo.staff import sign_key
    from safeconduct.vault.opening import OfficerKeys
    from safeconduct.vault.stretch import TOTP_SECRET_BYTES

    signing = (instance.keys / "programme-signing.demo").read_text()
    people: dict[str, Any] = {}
    sheet = []
    for team in range(TEAMS):
        for alias, place in zip(names(team), PLACES, strict=True):
            password, totp = (
                base64.b64encode(os.urandom(15)).decode(),
                secrets.token_bytes(TOTP_SECRET_BYTES),
            )
            row, keys = enrol(alias, frozenset({Role(place)}), password, totp)
            sign_key(signing, row.id, keys)
            people[alias.lower()] = (actor_of(row), keys)
            found = {"alias": alias, "password": password, "roles": place, "totp": totp.hex()}
            sheet.append(found | {"id": str(row.id)})
    for row in json.loads((instance.keys / "demo-accounts.json").read_text()):
        if row["alias"] == "Iryna":
            opened = unlock(row["alias"], row["password"])
            if opened is None:
                sys.exit("The demonstration's own account does not open.")
            officer, private = opened
            people["iryna"] = (actor_of(officer), OfficerKeys(officer.key_id, private))
    return people, sheet


def _write_cases(people: dict[str, Any]) -> None:
    from safeconduct.accounts.core.terms import Role
    from safeconduct.accounts.services import put_team_on_case
    from safeconduct.casework import services
    from safeconduct.casework.core.terms import CaseAct, CaseKind
    from safeconduct.contact.core.terms import Danger
    from safeconduct.demo.telling import Teller
    from safeconduct.record.services import act
    from safeconduct.vault.queries import open_file

    now = datetime.now(UTC)
    teller = Teller(people, now)
    iryna = teller.sign("iryna", now)
    for team in range(TEAMS):
        roles = {
            people[alias.lower()][0].officer_id: Role(place)
            for alias, place in zip(names(team), PLACES, strict=True)
        }
        for number in range(CASES):
            file_id = teller.letter("Хочу жить. Двое.", Danger.WAITING, now)
            services.open_case(iryna, file_id, CaseKind.PERSON, Danger.WAITING)
            with act(iryna.actor, now) as a:
                put_team_on_case(a, open_file(iryna.keys, file_id), roles)
            lead = teller.sign(names(team)[0], now)
            services.add_person(lead, file_id, "applicant", {"surname": f"Team {number}"})
            teller.act(names(team)[0], file_id, CaseAct.START_TRIAGE, now)
