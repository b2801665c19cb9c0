"""Nothing is asked before safety, nothing leaves without two people and the person's yes."""

from dataclasses import fields, replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record.core.leaf import commit
from safeconduct.testimony.core import rules, terms
from safeconduct.testimony.core.terms import RecipientClass, WhyNot
from tests.testimony.core.making import AT, SHEET, salt, statement

TAKING = terms.TakingFacts(
    asked=True,
    arrival_attested_by=frozenset({"k-1", "k-2"}),
    wishes_to_speak=True,
    rights_read=True,
    no_help_line_read=True,
    understood=True,
    fitness=terms.Fitness.FIT,
    self_incriminating=True,
    warning_read=True,
    counsel_offered=True,
    officer="k-3",
    intake_officer="k-4",
    intake_today=False,
)
CONSENT = terms.DisclosureConsent(RecipientClass.COURT, AT)
DISCLOSURE = terms.DisclosureFacts(
    approvers=("k-1", "k-2"),
    recipient_name="Regional court",
    recipient_class="court",
    purpose="trial",
    consents=(CONSENT,),
    sheets=(SHEET,),
    self_incriminating=True,
    items=(terms.Item("ST-1/part-001"), terms.Item("EX-1")),
)
KEYS = st.sampled_from(["", "k-1", "k-2", "k-3"])

taking = st.builds(
    terms.TakingFacts,
    arrival_attested_by=st.frozensets(KEYS),
    officer=KEYS,
    intake_officer=KEYS,
)
times = st.integers(0, 9).map(lambda hours: AT + timedelta(hours=hours))
consents = st.builds(terms.DisclosureConsent, given_at=times, withdrawn_at=st.none() | times)
sheets = st.builds(
    lambda **answers: replace(SHEET, **answers),
    counsel=st.sampled_from([None, *terms.CounselAnswer]),
    pressure=st.sampled_from([None, *terms.Pressure]),
    fitness=st.sampled_from([None, *terms.Fitness]),
    wishes_to_speak=st.sampled_from([None, True, False]),
)
disclosures = st.builds(
    terms.DisclosureFacts,
    approvers=st.lists(KEYS, max_size=3).map(tuple),
    recipient_name=st.sampled_from(["", " ", "Regional court"]),
    recipient_class=st.sampled_from([*RecipientClass, "intelligence_service", ""]),
    purpose=st.sampled_from([*terms.Purpose, "publicity", ""]),
    consents=st.lists(consents, max_size=4).map(tuple),
    sheets=st.lists(sheets, max_size=2).map(tuple),
    items=st.lists(st.builds(terms.Item, ref=st.just("EX-1")), max_size=2).map(tuple),
)


def test_a_statement_may_be_taken_when_all_is_in_order() -> None:
    assert rules.reasons_not_to_take_statement(TAKING) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"arrival_attested_by": frozenset()}, WhyNot.NOT_ARRIVED),
        ({"arrival_attested_by": frozenset({"k-1"})}, WhyNot.NOT_ARRIVED),
        ({"arrival_attested_by": frozenset({"k-1", ""})}, WhyNot.NOT_ARRIVED),
        ({"wishes_to_speak": False}, WhyNot.NOT_WILLING),
        ({"rights_read": False}, WhyNot.RIGHTS_NOT_READ),
        ({"no_help_line_read": False}, WhyNot.NO_HELP_DEPENDS_NOT_READ),
        ({"understood": False}, WhyNot.NO_COMMON_LANGUAGE),
        ({"fitness": terms.Fitness.NOT_FIT}, WhyNot.NOT_FIT),
        ({"warning_read": False}, WhyNot.NO_WARNING),
        ({"counsel_offered": False}, WhyNot.COUNSEL_NOT_OFFERED),
        ({"intake_today": True}, WhyNot.SAME_DAY_AS_INTAKE),
        ({"officer": "k-4"}, WhyNot.SAME_OFFICER_AS_INTAKE),
    ],
)
def test_each_missing_safeguard_stops_a_statement(
    change: dict[str, object], reason: WhyNot
) -> None:
    facts = replace(TAKING, **change)  # type: ignore[arg-type]
    assert rules.reasons_not_to_take_statement(facts) == [reason]


@settings(max_examples=100)
@given(taking)
def test_before_two_attestations_nothing_is_asked_only_received(
    facts: terms.TakingFacts,
) -> None:
    received = replace(facts, asked=False)
    assert rules.reasons_not_to_take_statement(received) == []
    reasons = rules.reasons_not_to_take_statement(replace(facts, asked=True))
    safe = len(facts.arrival_attested_by - {""}) >= 2
    assert (WhyNot.NOT_ARRIVED in reasons) is not safe


@settings(max_examples=60)
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=8))
def test_parts_are_numbered_committed_and_never_edited(texts: list[str]) -> None:
    made = terms.Statement("ST-1", "ru")
    for number, text in enumerate(texts):
        before = made.parts
        made = rules.with_part(made, text, salt(number))
        assert made.parts[:-1] == before
    assert [part.number for part in made.parts] == list(range(1, len(texts) + 1))
    for number, part in enumerate(made.parts):
        assert part.digest == commit(salt(number), texts[number].encode())
        assert part.digest == rules.digest_of(part.text, part.salt)


def test_a_correction_is_a_new_part_and_the_old_one_stays() -> None:
    made = statement()
    assert made.parts[0].text.startswith("Я был")
    assert made.parts[2].corrects == 1
    assert rules.corrected_by(made) == {1: 3}


@pytest.mark.parametrize(
    ("signed", "text", "corrects", "reasons"),
    [
        (False, "слова", None, []),
        (False, "слова", 3, []),
        (False, "  \n", None, [WhyNot.PART_EMPTY]),
        (False, "слова", 0, [WhyNot.NOTHING_TO_CORRECT]),
        (False, "слова", 4, [WhyNot.NOTHING_TO_CORRECT]),
        (True, "слова", None, [WhyNot.STATEMENT_SIGNED]),
        (True, "", 9, [WhyNot.STATEMENT_SIGNED, WhyNot.PART_EMPTY, WhyNot.NOTHING_TO_CORRECT]),
    ],
)
def test_a_part_needs_words_and_an_open_statement(
    signed: bool, text: str, corrects: int | None, reasons: list[WhyNot]
) -> None:
    made = replace(statement(), signed=signed)
    assert rules.reasons_not_to_add_part(made, text, corrects) == reasons


def test_every_field_of_the_voluntariness_sheet_is_needed() -> None:
    assert rules.sheet_gaps(SHEET) == []
    names = [field.name for field in fields(SHEET)]
    assert rules.sheet_gaps(terms.VoluntarinessSheet()) == names
    for name in names:
        blank = replace(SHEET, **{name: None})
        assert rules.sheet_gaps(blank) == [name]


@pytest.mark.parametrize(
    ("name", "value", "gap"),
    [
        ("wishes_to_speak", False, True),
        ("no_help_line_read", False, True),
        ("warning_read", False, True),
        ("fitness", terms.Fitness.NOT_FIT, True),
        ("present", (), True),
        ("language", "", True),
        ("breaks", (), False),
        ("food_offered", False, False),
        ("rest_hours", 0, False),
        ("pressure", terms.Pressure.REPORTED, False),
        ("counsel", terms.CounselAnswer.NOT_OFFERED, False),
    ],
)
def test_unfree_words_leave_a_gap_and_honest_answers_do_not(
    name: str, value: object, gap: bool
) -> None:
    assert rules.sheet_gaps(replace(SHEET, **{name: value})) == [name] * gap  # type: ignore[arg-type]


def test_a_package_may_be_made_when_all_is_in_order() -> None:
    assert rules.reasons_not_to_disclose(DISCLOSURE) == []


WITHDRAWN = replace(CONSENT, withdrawn_at=AT + timedelta(days=1))
OTHER = replace(CONSENT, recipient_class=RecipientClass.NATIONAL_PROSECUTOR)
NO_COUNSEL = replace(SHEET, counsel=terms.CounselAnswer.NOT_OFFERED)
PRESSED = replace(SHEET, pressure=terms.Pressure.REPORTED)


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"approvers": ()}, [WhyNot.TWO_APPROVERS]),
        ({"approvers": ("k-1", "k-1")}, [WhyNot.TWO_APPROVERS]),
        ({"approvers": ("k-1", " ")}, [WhyNot.TWO_APPROVERS]),
        ({"recipient_name": " "}, [WhyNot.RECIPIENT_NOT_NAMED]),
        ({"purpose": "publicity"}, [WhyNot.NO_PURPOSE]),
        ({"consents": ()}, [WhyNot.NO_CONSENT]),
        ({"consents": (OTHER,)}, [WhyNot.NO_CONSENT]),
        ({"consents": (WITHDRAWN, OTHER)}, [WhyNot.CONSENT_WITHDRAWN]),
        ({"sheets": ()}, [WhyNot.VOLUNTARINESS_INCOMPLETE, WhyNot.COUNSEL_NOT_OFFERED]),
        (
            {"sheets": (SHEET, replace(SHEET, breaks=None))},
            [WhyNot.VOLUNTARINESS_INCOMPLETE],
        ),
        ({"sheets": (SHEET, NO_COUNSEL)}, [WhyNot.COUNSEL_NOT_OFFERED]),
        ({"sheets": (NO_COUNSEL,), "self_incriminating": False}, []),
        ({"sheets": (PRESSED,)}, [WhyNot.PRESSURE_NOT_REVIEWED]),
        ({"items": ()}, [WhyNot.NOTHING_TO_DISCLOSE]),
        (
            {"items": (terms.Item("EX-1"), terms.Item("EX-2", quarantined=True))},
            [WhyNot.QUARANTINED],
        ),
    ],
)
def test_each_missing_safeguard_stops_a_disclosure(
    change: dict[str, object], reasons: list[WhyNot]
) -> None:
    facts = replace(DISCLOSURE, **change)  # type: ignore[arg-type]
    assert rules.reasons_not_to_disclose(facts) == reasons


@pytest.mark.parametrize(
    "barred", ["intelligence_service", "armed_formation", "press", "", "COURT"]
)
def test_nobody_outside_the_closed_classes_receives_evidence(barred: str) -> None:
    reasons = rules.reasons_not_to_disclose(replace(DISCLOSURE, recipient_class=barred))
    assert WhyNot.RECIPIENT_CLASS_CLOSED in reasons


def test_the_last_word_of_the_person_counts() -> None:
    again = replace(CONSENT, given_at=AT + timedelta(days=2))
    facts = replace(DISCLOSURE, consents=(again, WITHDRAWN))
    assert rules.reasons_not_to_disclose(facts) == []
    same = replace(CONSENT, withdrawn_at=AT)
    facts = replace(DISCLOSURE, consents=(same, CONSENT))
    assert rules.reasons_not_to_disclose(facts) == [WhyNot.CONSENT_WITHDRAWN]


def has_two_people(facts: terms.DisclosureFacts) -> bool:
    people = [key for key in facts.approvers if key]
    return any(one != other for one, other in product(people, people))


@settings(max_examples=100)
@given(disclosures)
def test_nothing_is_disclosed_unless_every_safeguard_holds(
    facts: terms.DisclosureFacts,
) -> None:
    if rules.reasons_not_to_disclose(facts):
        return
    assert has_two_people(facts)
    assert facts.recipient_class in list(RecipientClass)
    assert any(c.recipient_class == facts.recipient_class for c in facts.consents)
    assert facts.sheets
    assert facts.items
    assert not any(item.quarantined for item in facts.items)


@settings(max_examples=100)
@given(disclosures, st.sampled_from(RecipientClass))
def test_a_withdrawal_after_everything_else_always_stops_a_disclosure(
    facts: terms.DisclosureFacts, recipient: RecipientClass
) -> None:
    last = terms.DisclosureConsent(recipient, AT, AT + timedelta(days=9))
    asked = replace(facts, recipient_class=recipient, consents=(last, *facts.consents))
    assert WhyNot.CONSENT_WITHDRAWN in rules.reasons_not_to_disclose(asked)


@settings(max_examples=100)
@given(disclosures)
def test_quarantine_never_leaves(facts: terms.DisclosureFacts) -> None:
    hidden = terms.Item("EX-9", quarantined=True)
    chosen = replace(facts, items=(*facts.items, hidden))
    assert WhyNot.QUARANTINED in rules.reasons_not_to_disclose(chosen)


def test_vetting_and_worth_are_no_facts_of_testimony() -> None:
    known = {
        field.name
        for facts in (terms.DisclosureFacts, terms.TakingFacts, terms.PackageSpec)
        for field in fields(facts)
    }
    barred = ("vet", "score", "trust", "credib", "finding", "worth", "value", "award", "reward")
    assert not [name for name in known for word in barred if word in name]
    assert [field.name for field in fields(terms.DisclosureFacts)] == [
        "approvers",
        "recipient_name",
        "recipient_class",
        "purpose",
        "consents",
        "sheets",
        "self_incriminating",
        "items",
    ]


def custody(*events: tuple[terms.CustodyEvent, str]) -> list[terms.CustodyLine]:
    return [terms.CustodyLine(AT, event, by) for event, by in events]


def test_an_exhibit_changes_hands_only_when_the_receiver_accepts() -> None:
    event = terms.CustodyEvent
    lines = custody((event.RECEIVED, "k-1"), (event.OFFERED, "k-1"))
    assert rules.holder(lines) == "k-1"
    assert rules.holder([*lines, *custody((event.REFUSED, "k-2"))]) == "k-1"
    assert rules.holder([*lines, *custody((event.ACCEPTED, "k-2"))]) == "k-2"
    assert rules.holder([*lines, *custody((event.DESTROYED, "k-1"))]) == ""
    assert rules.holder([]) == ""
