"""The assessment says what it knows, and names what it does not."""

from datetime import date

from safeconduct.casework.core.retention import terms
from safeconduct.oversight.core.catalogue import catalogue
from safeconduct.oversight.core.dpia import Assessment, Column, assess, to_markdown

DAY = date(2026, 11, 23)
COLUMNS = [
    Column("casework_person", "relation", sealed=False),
    Column("casework_person", "sealed", sealed=True),
    Column("casework_nobody_thought_of", "nickname", sealed=False),
]


def made(controller: str = "") -> Assessment:
    return assess(
        catalogue(), COLUMNS, terms(), controller=controller, version="beef", made_on=DAY
    )


def test_a_column_that_nobody_thought_of_is_named() -> None:
    found = made()
    assert found.unsaid == ("casework_nobody_thought_of.nickname",)
    assert "Not in the catalogue yet: casework_nobody_thought_of.nickname" in to_markdown(found)
    [part] = [part for one in found.sections for part in one.parts]
    assert [one.name for one in part.sealed] == ["sealed"]
    assert [one.name for one in part.clear] == ["relation"]


def test_every_purpose_term_and_risk_is_in_the_text() -> None:
    text = to_markdown(made("The Programme"))
    assert "Controller: The Programme" in text
    assert "SC_CONTROLLER is not set" in to_markdown(made())
    for one in catalogue().purposes.values():
        assert f"### {one.say}" in text
        assert one.basis in text
    assert all(f"| {code} |" in text for code in terms())
    assert all(risk.say in text for risk in catalogue().risks)
