"""Two people for everything, a closed list of partners, addresses that are plain https."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.partners.core import rules
from safeconduct.partners.core.terms import NAME_LENGTH, WAITS, PartnerClass, Scope, WhyNot

AT = datetime(2026, 11, 22, 18, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)
FINE = rules.Standing(OTHER, True, ONE, AT, False, False)
FLAGS = st.booleans()


@given(st.sampled_from([ONE, OTHER]), FLAGS, FLAGS, FLAGS, FLAGS, st.integers(0, 100))
def test_only_another_person_confirms_what_still_waits(
    actor: UUID, may: bool, confirmed: bool, ended: bool, ready: bool, hours: int
) -> None:
    it = rules.Standing(actor, may, ONE, AT, confirmed, ended, ready)
    later = AT + timedelta(hours=hours)
    free = not rules.reasons_not_to_confirm(it, later)
    fits = may and ready and actor == OTHER and not confirmed and not ended
    assert free == (fits and later < AT + WAITS)


def test_each_reason_is_named() -> None:
    for change, why in (
        ({"actor": ONE}, WhyNot.PROPOSED_BY_YOU),
        ({"may": False}, WhyNot.ROLE),
        ({"confirmed": True}, WhyNot.CONFIRMED),
        ({"ended": True}, WhyNot.ENDED),
        ({"partner_ready": False}, WhyNot.PARTNER_WAITS),
    ):
        assert rules.reasons_not_to_confirm(replace(FINE, **change), AT) == [why]
    assert rules.reasons_not_to_confirm(FINE, AT + WAITS) == [WhyNot.TOO_LATE]


@given(FLAGS, FLAGS)
def test_one_person_ends_it_once(may: bool, ended: bool) -> None:
    it = replace(FINE, actor=ONE, may=may, ended=ended)
    assert (not rules.reasons_not_to_end(it)) == (may and not ended)


@given(st.sets(st.sampled_from(Scope)), st.integers(-5, 400))
def test_a_token_has_a_use_and_lives_a_year_at_most(scopes: set[Scope], days: int) -> None:
    fine = bool(scopes) and 1 <= days <= 365
    assert (not rules.reasons_not_to_issue(scopes, days)) == fine


def test_a_closed_case_is_not_shared_and_none_twice() -> None:
    assert rules.reasons_not_to_share(is_open=True, shared=False) == []
    assert rules.reasons_not_to_share(is_open=False, shared=True) == [
        WhyNot.CASE_CLOSED, WhyNot.SHARED,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", "  ", "x" * (NAME_LENGTH + 1), "a\nb", "a\u202eb"])
def test_a_name_is_one_plain_line(name: str) -> None:
    assert rules.reasons_not_to_name(name, False) == [WhyNot.NAME]
    assert rules.reasons_not_to_name("Harbour Aid", True) == [WhyNot.NAME_TAKEN]


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/", "https://", "https:///x", "ftp://a.example", "https://u@a.example",
        "https://u:p@a.example/", "https://a.example/#x", "https://a.example:99999/",
        "https://a.example:0/", "https://a b.example/", "https://[::1", "https://ä.example/",
        "https://a.example/" + "x" * 200, "javascript:alert(1)", "file:///etc/passwd", "",
        "https://a.example/\r\nHost: b",
    ],
)  # fmt: skip
def test_nothing_is_sent_to_such_an_address(url: str) -> None:
    assert rules.reasons_not_to_call(url) == [WhyNot.ADDRESS]


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    assert rules.reasons_not_to_call(text) in ([], [WhyNot.ADDRESS])


def test_a_plain_https_address_is_fine() -> None:
    assert rules.reasons_not_to_call("https://hooks.example.org:8443/in?from=sc") == []
    assert rules.reasons_not_to_call("http://127.0.0.1:9/", plain=True) == []


def test_no_class_of_partners_spies_or_fights() -> None:
    words = " ".join(PartnerClass).lower()
    assert not any(word in words for word in ("intelligence", "army", "armed", "military"))
