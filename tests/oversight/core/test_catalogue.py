"""Every purpose has its article, every risk its row, every term is the one rooms count with."""

import re
from pathlib import Path

import pytest

from safeconduct.accounts.core.terms import Role
from safeconduct.contact.core.keeping import terms as keeping
from safeconduct.oversight.core.catalogue import catalogue

THREATS = Path(__file__).resolve().parents[3] / "docs" / "threat-model.md"


def test_every_purpose_names_article_necessity_recipients_and_controller() -> None:
    for one in catalogue().purposes.values():
        assert re.search(r"Article 6\(1\)\([a-f]\)", one.basis), one.code
        assert "Article" in one.special or one.special == "none expected", one.code
        assert one.necessity
        assert one.recipients
        assert one.controller == "programme"
        assert one.source


def test_whoever_is_named_as_a_recipient_exists() -> None:
    others = {
        "every officer", "partners of a closed class", "recipient class of the package",
        "team of the case", "the programme's own machines",
        "those who must read the notice back",
    }  # fmt: skip
    named = {who for one in catalogue().purposes.values() for who in one.recipients}
    assert named - set(map(str, Role)) == others


@pytest.mark.parametrize("risk", catalogue().risks, ids=lambda risk: risk.say[:40])
def test_every_risk_leads_to_a_row_of_the_threat_model(risk: object) -> None:
    assert f"\n| {vars(risk)['threat']} |" in THREATS.read_text()
    assert vars(risk)["measures"]


def test_terms_in_years_are_those_that_rooms_count_with() -> None:
    kept = catalogue().kept
    for code in ("mailbox", "complaint"):
        assert keeping()[code].days == 2 * 365
        assert "two years" in kept[code].say


def test_a_meaning_of_its_own_comes_before_the_common_one_and_nothing_is_made_up() -> None:
    known = catalogue()
    assert known.meaning("casework_person", "sealed") != known.columns["sealed"]
    assert known.meaning("casework_erasure", "witnessed_by") == known.endings["_by"]
    for table, column in (("casework_person", "nickname"), ("no_table", "id")):
        with pytest.raises(KeyError):
            known.meaning(table, column)
