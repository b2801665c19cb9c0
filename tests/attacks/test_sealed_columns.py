"""Every sealed column of a running instance opens in its place only, whole, by its own key."""

from safeconduct.demo.ground import Ground
from tests.attacks.living import Life, run

CARD, PERSON = "casework.person.card", "casework_person.sealed"
CARELESS = {
    "opens in another row", "opens in another column", "opens in another file",
    "opens when altered",
}  # fmt: skip
# What does not happen in this instance; the tests of its room write and open each.
NOT_YET = {
    "accounts_recovery.sealed_note",
    "casework_imported.sealed_contact",
    "casework_imported.sealed_identity",
    "casework_translation.sealed_key",
    "materiel_alert.sealed_high",
    "materiel_alert.sealed_low",
    "protection_levelchange.sealed_reason",
    "screening_review.sealed",
    "status_filereading.sealed_paper",
    "vetting_reopening.sealed_reason",
}


def walk(
    g: Ground, *, careless: bool = False, only: str = ""
) -> dict[str, tuple[int, list[str]]]:
    found: dict[str, tuple[int, list[str]]] = run(
        g, "sc_owner", "tests.attacks.walking", {"careless": careless, "only": only}
    )
    return found


def test_every_column_opens_where_it_belongs_and_nowhere_else(lived: Life) -> None:
    found = walk(lived.g)
    assert {name: wrong for name, (_, wrong) in found.items() if wrong} == {}
    assert {name for name, (tried, _) in found.items() if not tried} == NOT_YET


def test_a_seal_that_nobody_checks_is_found(field: Ground) -> None:
    _, wrong = walk(field, careless=True, only=CARD)[PERSON]
    assert set(wrong) >= CARELESS


def test_a_row_moved_between_cases_is_found(weak_field: Ground) -> None:
    first = "(SELECT id FROM contact_item WHERE office_copy IS NOT NULL ORDER BY id LIMIT 1)"
    other = "(SELECT file_id FROM contact_item o WHERE o.file_id <> i.file_id LIMIT 1)"
    with weak_field.superuser() as link:
        link.execute(f"UPDATE contact_item i SET file_id = {other} WHERE id = {first}")  # noqa: S608
    _, wrong = walk(weak_field, only="contact.item.copy")["contact_item.office_copy"]
    assert wrong == ["does not open"]
