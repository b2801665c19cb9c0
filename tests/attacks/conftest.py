"""Two throw-away demonstrations for all attacks: as it ships, and with planted weaknesses."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.demo.ground import Ground, ground
from tests.attacks.further import live_on
from tests.attacks.living import Life
from tests.attacks.markers import Markers

ROOT = Path(__file__).resolve().parents[2]

# Constraints, triggers and grants taken out: what the database itself would have refused.
PLANTED = """
ALTER TABLE support_release DROP CONSTRAINT support_release_safety_basis;
ALTER TABLE support_payment DROP CONSTRAINT support_approver_differs;
ALTER TABLE support_payment DROP CONSTRAINT support_people_named;
DROP TRIGGER release_exists ON support_payment;
DROP TRIGGER sums_to_zero ON support_posting;
ALTER TABLE casework_attestation DROP CONSTRAINT casework_attest_other_officer;
DROP TRIGGER two_attesters ON casework_attestation;
GRANT SELECT ON contact_letter TO sc_public;
DROP TRIGGER append_only ON record_leaf;
GRANT DELETE ON record_leaf TO sc_office;
ALTER TABLE casework_case ALTER COLUMN alias TYPE varchar(80);
INSERT INTO accounts_membership (officer_id, file_id, role, sort_at)
    SELECT o.id, c.file_id, 'case officer', now() FROM accounts_officer o, casework_case c
    WHERE o.alias = 'Kirill';
"""
SECRET_IN_CLEAR = "UPDATE casework_case SET alias = alias || ' Ремезов' WHERE stage = 'offer'"


@pytest.fixture(scope="session")
def field(sown: Path) -> Iterator[Ground]:
    """A demonstration as it ships, with alarm words turned on."""
    with ground(like=sown, SC_ALARM_WORDS="1") as g:
        yield g


@pytest.fixture(scope="session")
def lived(field: Ground) -> Life:
    """A whole case there: every room that keeps words of a person keeps some."""
    life = Life(field, Markers())
    life.person_writes()
    life.intake()
    life.work()
    life.person_returns(life.markers.cyrillic)
    live_on(life)
    return life


@pytest.fixture(scope="session")
def weak_field(sown: Path) -> Iterator[Ground]:
    """A demonstration with every weakness planted at once."""
    doors = {
        "office": "tests.attacks.planted_office:application",
        "public": "tests.attacks.planted_public:application",
    }
    with ground(doors, f"{ROOT}{os.pathsep}{ROOT / 'src'}", sown) as g:
        with g.superuser() as link:
            link.execute(PLANTED)
            link.execute(SECRET_IN_CLEAR)
        yield g
