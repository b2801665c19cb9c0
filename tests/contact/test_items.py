"""Read and destroy: an item goes when the mailbox closes, and only then, and only that one."""

import os
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from safeconduct.accounts.models import Membership
from safeconduct.casework import services as casework
from safeconduct.casework.core.terms import CaseKind
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact import mailbox, services
from safeconduct.contact.core.terms import Danger, ItemBody, ItemKind, LetterBody, LetterKind
from safeconduct.contact.mailbox import INBOX, KeptKey
from safeconduct.contact.models import Item, Mailbox
from safeconduct.contact.queries import (
    conversation,
    inbox_private,
    open_items,
    open_letter,
    read_items,
)
from safeconduct.vault.core.terms import Compartment
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.contact.boxes import Box, come_back, desk, post, visit
from tests.doors import Door
from tests.making import make_case


def texts(seen: mailbox.Visitor, at: datetime) -> set[str]:
    return {body.text for body, _ in read_items(seen, at)}


def test_what_the_person_lets_go_is_gone_when_the_mailbox_closes(
    cast: Cast, at: datetime
) -> None:
    box = Box(at)
    first, second = post(cast, box, "Одно."), post(cast, box, "Другое.")
    mailbox.destroy_on_leaving(box.visitor, first, at)
    assert texts(box.visitor, at) == {"Одно.", "Другое."}  # still here, should the line drop
    mailbox.leave(box.cookie)
    assert texts(come_back(box.words, at), at) == {"Другое."}
    row = Item.objects.get(id=first)
    assert row.sealed is None
    assert row.gone_with is None
    assert Item.objects.get(id=second).sealed is not None


def test_it_goes_too_when_the_session_just_ends(cast: Cast) -> None:
    at = timezone.now() - timedelta(hours=1)
    box = Box(at)
    mailbox.destroy_on_leaving(box.visitor, post(cast, box, "Одно."), at)
    assert texts(come_back(box.words, timezone.now()), timezone.now()) == set()
    mailbox.end_sessions()
    assert Item.objects.get().sealed is None


def test_nobody_lets_go_of_an_item_of_somebody_else(cast: Cast) -> None:
    at = timezone.now()  # leaving ends whatever is over by the real clock
    mine, other = Box(at), Box(at)
    item = post(cast, mine, "Моё.")
    mailbox.destroy_on_leaving(other.visitor, item, at)
    mailbox.leave(other.cookie)
    assert texts(mine.visitor, at) == {"Моё."}


def test_a_closed_session_lets_nothing_go(cast: Cast, at: datetime) -> None:
    box = Box(at)
    seen, item = box.visitor, post(cast, box, "Одно.")
    mailbox.leave(box.cookie)
    mailbox.destroy_on_leaving(seen, item, at)
    assert Item.objects.get(id=item).gone_with is None


def test_an_item_marked_so_is_shut_until_asked_for_and_goes_afterwards(
    cast: Cast, at: datetime
) -> None:
    box = Box(at)
    item = post(cast, box, "Место: мост.", once=True)
    (shown,) = open_items(box.visitor, at)
    assert shown.closed
    mailbox.destroy_on_leaving(box.visitor, item, at)
    (shown,) = open_items(box.visitor, at)
    assert not shown.closed
    assert shown.leaving
    mailbox.leave(box.cookie)
    assert open_items(come_back(box.words, at), at) == []


def test_the_team_keeps_its_copy_and_the_order_of_things(cast: Cast, at: datetime) -> None:
    box = Box(at)
    mailbox.destroy_on_leaving(box.visitor, post(cast, box, "Одно."), at)
    mailbox.leave(box.cookie)
    assert [turn.text for turn in conversation(desk(cast, box.file_id))] == ["Одно."]


def pages(door: Door, words: str) -> str:
    door.browser.cookies.clear()
    door.page = None
    return door.fill("/en/return/", words=words)


def test_the_page_shows_it_once_and_then_never_again(
    public_door: Door, cast: Cast, at: datetime
) -> None:
    box = Box(timezone.now(), language="en")
    item = post(cast, box, "At the bridge.", once=True)
    page = pages(public_door, box.words)
    assert "At the bridge." not in page
    assert "This message can be read once." in page
    page = public_door.post("/en/mailbox/destroy/", item=str(item))
    assert "At the bridge." in page
    assert "Gone when the mailbox closes." in page
    public_door._as_role("get", "/en/leave/", None)
    assert "No answer yet" in pages(public_door, box.words)


@pytest.mark.parametrize("item", ["", "x", "0" * 40, "\x00", "../../etc"])
def test_what_is_no_item_is_answered_calmly(
    public_door: Door, cast: Cast, at: datetime, item: str
) -> None:
    box = Box(timezone.now(), language="en")
    post(cast, box, "Hello.")
    pages(public_door, box.words)
    public_door.post("/en/mailbox/destroy/", item=item)
    assert public_door.page.status_code == 404
    assert Item.objects.get().gone_with is None


def answer(cast: Cast, file_id: UUID, at: datetime, **how: bool) -> None:
    casework.inform(cast.olena.signed(at), file_id, "Ключ под камнем.", **how)


def test_an_officer_may_write_for_the_person_alone(cast: Cast, at: datetime) -> None:
    made = make_case(cast, at)
    answer(cast, made.file_id, at, alone=True, once=True)
    item = Item.objects.get()
    assert item.office_copy is None
    told = conversation(open_file(cast.olena.keys, made.file_id))
    assert "Ключ под камнем." not in {turn.text for turn in told}
    (shown,) = open_items(visit(made.cookie, at), at)
    assert shown.body == ItemBody(ItemKind.ANSWER, "Ключ под камнем.", once=True)


def test_without_the_contact_key_nobody_answers_not_even_for_the_person_alone(
    cast: Cast, at: datetime
) -> None:
    box = Box(at)
    casework.open_case(cast.iryna.signed(at), box.file_id, CaseKind.PERSON, Danger.FRONT)
    Membership.objects.create(
        officer_id=cast.olena.id, file_id=box.file_id, role="case officer", sort_at=at
    )
    with pytest.raises(Refused):
        answer(cast, box.file_id, at, alone=True)
    assert not Item.objects.exists()


def test_the_answer_page_offers_both(office_door: Door, cast: Cast) -> None:
    now = timezone.now()
    made = make_case(cast, now)
    office_door.sign_in(cast.olena, now)
    path = f"/cases/{made.file_id}/answer/"
    page = office_door.fill(path, text="Не ждите звонка.", once_only="on", alone="on")
    assert "Only the person can read this message." in page
    (shown,) = open_items(visit(made.cookie, timezone.now()), timezone.now())
    assert shown.closed
    assert Item.objects.get().office_copy is None


def test_the_desk_inbox_and_the_desk_key_may_be_replaced_under_a_sleeping_mailbox(
    cast: Cast, at: datetime
) -> None:
    """A new contact key makes a new inbox: what was sent opens, what is written goes on."""

    box = Box(at - timedelta(days=400))
    post(cast, box, "Ждём.")
    old = desk(cast, box.file_id)
    new = FileKeys(box.file_id, {Compartment.CONTACT: os.urandom(32)}, old.shred)
    inbox = KeptKey.of(inbox_private(new).public(), box.file_id, INBOX, new.shred)
    Mailbox.objects.update(inbox_key=inbox.kept)
    seen = come_back(box.words, at)
    assert texts(seen, at) == {"Ждём."}
    letter = new_id()
    services.receive_more(
        visitor=seen, letter_id=letter, body=LetterBody(LetterKind.MESSAGE, "Я здесь."),
        danger=Danger.UNSAID.value, at=at,
    )  # fmt: skip
    assert open_letter(new, letter).text == "Я здесь."
    with pytest.raises(Refused):
        open_letter(old, letter)
