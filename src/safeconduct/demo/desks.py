"""What lies on the desks beside the stories: a list, a referral, a hold, a split, notes."""

from safeconduct.accounts.core.terms import Parting
from safeconduct.accounts.departure import propose_departure
from safeconduct.casework import services as casework
from safeconduct.casework.core.deadlines import Quiet
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.links import LinkKind
from safeconduct.casework.core.referral import Class, Ground
from safeconduct.casework.core.sheets import RIGHTS, Topic, Way
from safeconduct.casework.core.tables import Table
from safeconduct.casework.core.terms import Ask, CaseAct, CaseKind
from safeconduct.casework.queries import find
from safeconduct.casework.services import importing, own_data, recontact, referring, saved
from safeconduct.common.ids import new_id
from safeconduct.contact.core.duty import Duty
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.services import come_back
from safeconduct.contact.services.complaints import receive_complaint
from safeconduct.contact.services.handover import write_handover
from safeconduct.demo.telling import DAY, HOUR, MINUTE, Steps, Teller
from safeconduct.vault.core.terms import Compartment
from safeconduct.web.middleware import fresh_cookie

HEAD = (
    "номер",
    "фамилия",
    "имя",
    "звание",
    "дата рождения",
    "телеграм",
    "опасность",
    "заметка",
)
LISTED = (
    ("17", "Юдин", "Артём", "мл. сержант", "1999-04-02", "через сестру", "", "ждёт с мая"),
    ("18", "Сафин", "Ильдар", "рядовой", "31.02.2001", "", "", "день рождения с ошибкой"),
    ("19", "Белых", "Роман", "старший матрос", "12.11.1996", "по вечерам", "", ""),
)


def desks(t: Teller) -> Steps:
    """Yesterday and today at the desks; nothing of it moves a story."""
    yield t.now - DAY
    _list_kept_before(t)
    _abroad(t)
    yield t.now - 20 * HOUR
    _sailor(t)
    yield t.now - 3 * HOUR
    _notes(t)


def _list_kept_before(t: Teller) -> None:
    """One list is being mapped, another waits for whoever takes it in."""
    vasyl = t.sign("vasyl", t.now - DAY)
    importing.read_sheet(vasyl, Table(HEAD, LISTED))
    other = importing.read_sheet(vasyl, Table(HEAD, LISTED[2:]))
    importing.hand_over(vasyl, other, t.officer("iryna"), t.officer("olena"))


def _abroad(t: Teller) -> None:
    """The deserter abroad: hours, a question for a return, a paper sheet, a referral."""
    at, file_id = t.now - DAY, t.files["abroad"]
    olena = t.sign("olena", at)
    casework.agree_quiet_hours(olena, file_id, Quiet(23, 8), None)
    recontact.agree_challenge(olena, file_id, "Как звали кошку в детстве?", "Матильда")
    casework.give_sheet(olena, file_id, RIGHTS, Way.PAPER)
    casework.tell(
        olena, file_id, Topic.WAY, "Бумаги подают в приёмной, очередь утром.", Way.SPOKEN
    )
    vasyl, daria = t.sign("vasyl", at), t.sign("daria", at + MINUTE)
    aid = referring.write_recipient(vasyl, Class.LEGAL_AID, "Counsel for refugees, Berlin")
    referring.decide_recipient(daria, aid, keep=True)
    referring.write_recipient(vasyl, Class.SHELTER, "House by the harbour")
    casework.write_consent(olena, file_id, "referral", True)
    t.files["referral"] = referring.propose_referral(
        t.sign("olena", at + HOUR),
        file_id,
        aid,
        Ground.CONSENT,
        [Compartment.CONTACT],
        "Просит адвоката; говорит по-русски и немного по-французски.",
    )


def _sailor(t: Teller) -> None:
    """The sailor: a hold, an ask for own data, and a split that waits for a second person."""
    at, file_id = t.now - 20 * HOUR, t.files["sailor"]
    lina, olena = t.sign("lina", at), t.sign("olena", at)
    own_data.note_request(olena, file_id, at.date())
    comrade = t.person(file_id, at, "comrade", surname="Лунин", rank="старший матрос")
    ticks = frozenset(TABLE[CaseAct.PLACE_HOLD].confirms)
    casework.apply(lina, file_id, CaseAct.PLACE_HOLD, ticks, find(file_id).version)
    ticks = frozenset(TABLE[CaseAct.SPLIT].confirms)
    ask = Ask(kind=CaseKind.PERSON, people=(comrade,))
    casework.apply(olena, file_id, CaseAct.SPLIT, ticks, find(file_id).version, ask)
    casework.propose_link(olena, t.files["driver"], t.files["farmer"], LinkKind.EVENT)


def _notes(t: Teller) -> None:
    """Shift notes, a kept filter, somebody who leaves, a complaint."""
    at = t.now - 3 * HOUR
    words = "Две постели заняты до утра. Врач придёт в девять, переводчик по телефону."
    write_handover(t.sign("ruta", at), Duty.RECEPTION, words)
    saved.keep(t.sign("olena", at), "На украинском, ждут", {"language": "uk"})
    propose_departure(t.sign("vasyl", at), t.officer("rasa"), Parting.RESIGNED)
    cookie = fresh_cookie()
    come_back(t.words[t.files["relative"]], cookie, at)
    visit = visitor(cookie, at)
    if visit is not None:
        text = "Мне два дня не отвечали. Я понимаю, что людей мало, но скажите хотя бы это."
        receive_complaint(
            visitor=visit, complaint_id=new_id(), text=text, name_case=True, at=at
        )
