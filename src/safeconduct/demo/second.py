"""What waits for a second person at the desks of the demonstration, one of each kind."""

from safeconduct.casework.core.referral import Event
from safeconduct.casework.services.referring import answer_referral
from safeconduct.common.money import major
from safeconduct.demo.telling import HOUR, MINUTE, Steps, Teller
from safeconduct.demo.weighing import note
from safeconduct.materiel import services as materiel
from safeconduct.materiel.core.terms import ItemEvent
from safeconduct.materiel.queries import claim as claim_view
from safeconduct.support import services as support
from safeconduct.support.core.terms import Because, Stream
from safeconduct.vetting import services as vetting
from safeconduct.vetting.core.terms import Distortion, Result


def waiting(t: Teller) -> Steps:
    """Nothing here is done: each waits for somebody else's look."""
    yield t.now - 18 * HOUR
    at = t.now - 18 * HOUR
    _weighed(t)
    item = t.files["bmp2"]
    version = claim_view(item).version
    materiel.move_item(t.sign("emil", at), item, ItemEvent.RECEIVE, version)
    _paid(t)
    answer_referral(t.sign("olena", at), t.files["referral"], Event.ACCEPT)


def _weighed(t: Teller) -> None:
    """The driver: a conclusion proposed; the officer with papers: a point not yet put."""
    at, file_id = t.now - 18 * HOUR, t.files["driver"]
    vetting.start(t.sign("anna", at), file_id)
    note(t, file_id, at, "patience_with_checks", False, "Отвечает спокойно и коротко.")
    note(t, file_id, at, "asks_that_nobody_is_harmed", False, "Спросил об экипаже.")
    note(t, file_id, at, "safety_before_money", False, "О деньгах не спрашивал.")
    vetting.propose(
        t.sign("anna", at + MINUTE),
        file_id,
        Result.CLEAR,
        reasons="Три наблюдения, ничто не осталось без ответа.",
        speaks_for="Терпение; забота об экипаже.",
        speaks_against="Мало времени прошло.",
        distortions=frozenset(Distortion),
    )
    words = "Торопит с ответом о бумагах."
    note(t, t.files["papers"], at, "patience_with_checks", True, words)


def _paid(t: Teller) -> None:
    """Hardship for the driver: one is at the bank, one to be refused, one to be approved."""
    at, file_id = t.now - 17 * HOUR, t.files["driver"]
    fedir = t.sign("fedir", at)
    first, second, third = (
        support.plan_payment(
            fedir, file_id=file_id, stream=Stream.HARDSHIP, amount=major(amount)
        )
        for amount in (300, 301, 302)
    )
    support.draft(fedir, first)
    support.check_payee(fedir, first, "UA00 0000 0000 0001")
    support.approve(t.sign("faina", at + HOUR), first)
    support.release(t.sign("marta", at + 2 * HOUR), first)
    support.draft(fedir, second)
    support.draft(fedir, third)
    support.propose_refusal(t.sign("faina", at + HOUR), second, Because.TWICE)
