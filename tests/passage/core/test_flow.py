"""The life of a notice: the table, its ends, and what a new revision does."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.common.refusal import Refused
from safeconduct.passage.core.flow import ENDED, START, TABLE, due, events_from, revised, step
from safeconduct.passage.core.rules import canonical, read_back_code
from safeconduct.passage.core.terms import NoticeEvent, NoticeState, WhyNot
from tests.passage.core import DESKS, NONCE_2, NOTICE, NOW

EVENTS = st.lists(st.sampled_from(NoticeEvent), max_size=30)


def walk(events: list[NoticeEvent]) -> list[NoticeState]:
    """The states passed through; refused events change nothing."""
    states = [START]
    for event in events:
        try:
            states.append(step(states[-1], event))
        except Refused as refused:
            assert refused.reasons == (WhyNot.NOT_FROM_HERE,)
    return states


def test_the_plain_way_leads_to_sent() -> None:
    events = [NoticeEvent.PROPOSE, NoticeEvent.APPROVE, NoticeEvent.SEND]
    assert walk(events)[-1] is NoticeState.SENT


@given(EVENTS)
def test_nothing_is_sent_without_approval(events: list[NoticeEvent]) -> None:
    states = walk(events)
    for before, after in zip(states, states[1:], strict=False):
        assert after is not NoticeState.SENT or before is NoticeState.APPROVED
        assert after is not NoticeState.APPROVED or before is NoticeState.PROPOSED


@given(EVENTS)
def test_what_has_ended_stays_ended(events: list[NoticeEvent]) -> None:
    states = walk(events)
    ended = [state for state in states if state in ENDED]
    assert len(ended) <= 1
    assert not ended or states[-1] is ended[0]


def test_every_state_is_reached_and_every_open_state_can_be_cancelled() -> None:
    assert {START, *TABLE.values()} == set(NoticeState)
    for state in NoticeState:
        assert (NoticeEvent.CANCEL in events_from(state)) == (state not in ENDED)
        assert (NoticeEvent.EXPIRE in events_from(state)) == (state not in ENDED)
    assert all(events_from(state) == () for state in ENDED)


def test_a_sent_text_is_never_returned_for_editing() -> None:
    assert NoticeEvent.RETURN not in events_from(NoticeState.SENT)
    assert NoticeEvent.RETURN not in events_from(NoticeState.APPROVED)


def test_a_notice_expires_at_the_end_of_its_window_and_not_before() -> None:
    end = NOTICE.window.end
    before = end - timedelta(microseconds=1)
    assert due(NoticeState.SENT, NOTICE.window, before) is None
    assert due(NoticeState.SENT, NOTICE.window, end) is NoticeEvent.EXPIRE
    assert due(NoticeState.DRAFT, NOTICE.window, end) is NoticeEvent.EXPIRE
    assert due(NoticeState.CANCELLED, NOTICE.window, NOW + timedelta(days=9)) is None


def test_a_new_revision_changes_the_code_of_every_addressee() -> None:
    after = revised(NOTICE, nonce=NONCE_2)
    assert (after.notice_id, after.revision) == (NOTICE.notice_id, NOTICE.revision + 1)
    for desk in DESKS:
        old = read_back_code(canonical(NOTICE), desk.addressee_id)
        assert read_back_code(canonical(after), desk.addressee_id) != old


def test_a_new_revision_carries_what_was_changed() -> None:
    assert revised(NOTICE, nonce=NONCE_2, head_count=2).head_count == 2


def test_a_nonce_cannot_be_used_again() -> None:
    with pytest.raises(ValueError, match="new nonce"):
        revised(NOTICE, nonce=NOTICE.nonce)


@pytest.mark.parametrize("key", ["notice_id", "revision"])
def test_id_and_revision_are_not_free_to_choose(key: str) -> None:
    with pytest.raises(ValueError, match="not free"):
        # Through ** as a caller with a form's fields would do it.
        revised(NOTICE, nonce=NONCE_2, **{key: 7})
