"""The person notices nothing: a mailbox sleeps over three renewals, and all is read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safeconduct.accounts import recovery
from safeconduct.accounts.servicekeys import service_keys
from safeconduct.casework import services
from safeconduct.casework.core.terms import CaseKind
from safeconduct.casework.services import renewal
from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Refused
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.models import Mailbox
from safeconduct.contact.queries import callback_of, conversation, open_letter, read_items
from safeconduct.contact.services import receive_more
from safeconduct.protection.services import WATCH
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.core.terms import Compartment, Due, Holder, WhyNot
from safeconduct.vault.links import epochs_of
from safeconduct.vault.models import Wrap
from safeconduct.vault.queries import open_file
from safeconduct.vault.ring import ring
from safeconduct.vault.services import grant
from tests.accounts.test_recovery import ALL, ask, custodians, lose
from tests.cast import Cast
from tests.contact.boxes import TEXT, Box, come_back
from tests.jobs import run_jobs
from tests.making import make_case
from tests.renewing import start_worker


@pytest.fixture(autouse=True)
def worker(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that has just started in this process."""
    start_worker(monkeypatch)


def renew_whole(cast: Cast, *files: object) -> None:
    """New keys to every part; Iryna holds all."""
    me = cast.iryna.signed(timezone.now())
    for file_id in files:
        renewal.ask_for_new_keys(me, file_id, Due.PROGRAMME_RULE)  # type: ignore[arg-type]
    renewal.start_renewal(cast.iryna.signed(timezone.now()))
    run_jobs()


def test_a_mailbox_that_sleeps_over_three_renewals_opens_and_writes_on(cast: Cast) -> None:
    begun = timezone.now() - timedelta(days=150)
    box = Box(begun)
    me = cast.iryna.signed(timezone.now())
    services.read_letter(me, box.letter)
    services.open_case(me, box.file_id, CaseKind.PERSON, Danger.FRONT)
    services.inform(me, box.file_id, "Мы прочли.")
    inboxes = [bytes(Mailbox.objects.get().inbox_key)]
    for _ in range(3):
        renew_whole(cast, box.file_id)
        inboxes.append(bytes(Mailbox.objects.get().inbox_key))
    assert set(epochs_of(box.file_id).values()) == {4}
    assert len(set(inboxes)) == 4
    now = timezone.now()
    seen = come_back(box.words, now)
    assert [body.text for body, _ in read_items(seen, now)] == ["Мы прочли."]
    letter = new_id()
    receive_more(
        visitor=seen, letter_id=letter, body=LetterBody(LetterKind.MESSAGE, "Я жив."),
        danger=Danger.UNSAID.value, at=now,
    )  # fmt: skip
    services.read_letter(cast.iryna.signed(now), letter)
    keys = open_file(cast.iryna.keys, box.file_id)
    said = {turn.text for turn in conversation(keys)}
    assert said == {TEXT, "Мы прочли.", "Я жив."}
    assert callback_of(keys).ours
    services.inform(cast.iryna.signed(now), box.file_id, "Хорошо.")
    texts = {body.text for body, _ in read_items(come_back(box.words, now), now)}
    assert texts == {"Мы прочли.", "Хорошо."}


def test_what_came_after_is_shut_to_a_copy_of_the_key_before(cast: Cast) -> None:
    box = Box(timezone.now())
    me = cast.iryna.signed(timezone.now())
    services.open_case(me, box.file_id, CaseKind.PERSON, Danger.FRONT)
    copied = open_file(cast.iryna.keys, box.file_id)
    renew_whole(cast, box.file_id)
    letter, now = new_id(), timezone.now()
    receive_more(
        visitor=come_back(box.words, now), letter_id=letter,
        body=LetterBody(LetterKind.MESSAGE, "Я жив."), danger=Danger.UNSAID.value, at=now,
    )  # fmt: skip
    assert open_letter(copied, box.letter).text == TEXT
    with pytest.raises(Refused):
        open_letter(copied, letter)
    assert open_letter(open_file(cast.iryna.keys, box.file_id), letter).text == "Я жив."


def test_the_watch_reads_on(cast: Cast) -> None:
    file_id = make_case(cast, timezone.now()).file_id
    opened = open_file(cast.iryna.keys, file_id)
    grant(opened, ring().services[WATCH], [Compartment.CONTACT], Holder.SERVICE)
    renew_whole(cast, file_id)
    watch = service_keys(WATCH)
    assert watch is not None
    now = open_file(watch, file_id)
    assert (now.epoch(Compartment.CONTACT), set(now.keys)) == (2, {Compartment.CONTACT})
    assert now.keys[Compartment.CONTACT] != opened.keys[Compartment.CONTACT]


def test_three_custodians_give_back_what_was_written_before_and_after(
    cast: Cast, offline: Offline
) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    row = new_id()
    part = Compartment.TESTIMONY
    sealed = [open_file(cast.iryna.keys, file_id).seal(part, "a.b", row, "before")]
    renew_whole(cast, file_id)
    sealed.append(open_file(cast.iryna.keys, file_id).seal(part, "a.b", row, "after"))
    lose(file_id)
    me = cast.daria.signed(now)
    recovery.finish_recovery(me, custodians(offline, ask(cast, now, file_id)))
    keys = open_file(cast.iryna.keys, file_id)
    assert set(keys.keys) == ALL
    assert [keys.open(part, "a.b", row, one) for one in sealed] == ["before", "after"]


def test_an_answer_of_before_a_renewal_is_refused_in_a_sentence(
    cast: Cast, offline: Offline
) -> None:
    now = timezone.now()
    file_id = make_case(cast, now).file_id
    paper = custodians(offline, ask(cast, now, file_id))
    renew_whole(cast, file_id)
    held = sorted(Wrap.objects.filter(file_id=file_id).values_list("id", "epoch"))
    with pytest.raises(Refused) as refused:
        recovery.finish_recovery(cast.daria.signed(now), paper)
    assert refused.value.reasons == (WhyNot.RENEWED_SINCE,)
    assert sorted(Wrap.objects.filter(file_id=file_id).values_list("id", "epoch")) == held
    again = custodians(offline, ask(cast, now, file_id))
    recovery.finish_recovery(cast.daria.signed(now), again)
    assert open_file(cast.iryna.keys, file_id).epoch(Compartment.VETTING) == 2
