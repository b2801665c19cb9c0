"""Every theft is refused; and every one succeeds where its weakness is planted."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.demo import instance
from safeconduct.demo.ground import Ground, ground
from safeconduct.demo.thefts import THEFTS, Theft

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


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A demonstration as it ships."""
    del tmp_path_factory
    with ground() as g:
        yield g


@pytest.fixture(scope="module")
def weak_field() -> Iterator[Ground]:
    """A demonstration with every weakness planted at once."""
    doors = {
        "office": "tests.attacks.planted_office:application",
        "public": "tests.attacks.planted_public:application",
    }
    with ground(doors, f"{ROOT}{os.pathsep}{ROOT / 'src'}") as g:
        with g.superuser() as link:
            link.execute(PLANTED)
            link.execute(SECRET_IN_CLEAR)
        yield g


@pytest.mark.parametrize("theft", THEFTS, ids=lambda theft: theft.__name__)
def test_the_theft_is_refused(field: Ground, theft: Theft) -> None:
    assert theft(field) is None


@pytest.mark.parametrize("theft", THEFTS, ids=lambda theft: theft.__name__)
def test_the_theft_succeeds_where_its_weakness_is_planted(
    weak_field: Ground, theft: Theft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "run_tool", lambda *_args, **_more: None)  # a blind verifier
    assert theft(weak_field) is not None
