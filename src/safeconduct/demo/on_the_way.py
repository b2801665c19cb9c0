"""Stories of people who have not arrived: conscript, pilot, deserter abroad, relative."""

from uuid import UUID

from safeconduct.accounts.signed import Signed
from safeconduct.casework import services as casework
from safeconduct.casework.core.terms import CaseAct, CaseKind
from safeconduct.common.money import major
from safeconduct.common.period import Period
from safeconduct.contact.core.terms import Danger
from safeconduct.demo.telling import DAY, HOUR, MINUTE, Steps, Teller, tariff_of
from safeconduct.demo.weighing import conclude_clear
from safeconduct.materiel import services as materiel
from safeconduct.materiel.core.terms import Companions, Marks
from safeconduct.passage import services as passage
from safeconduct.passage.core.terms import (
    Answer,
    Crossing,
    FamilyFirst,
    HarmAnswer,
    Mode,
    Plan,
    WeaponState,
)
from safeconduct.passage.core.winter import ColdSeen
from safeconduct.passage.queries import notice_row, reads_of
from safeconduct.protection import services as protection
from safeconduct.protection.core.terms import Danger as Peril
from safeconduct.protection.core.terms import DangerFacts, Level
from safeconduct.protection.services import PlanWords
from safeconduct.status import services as status
from safeconduct.support import services as support
from safeconduct.support.core.terms import Stream
from safeconduct.vault.queries import open_file

CALM = DangerFacts(frozenset(), Level.STANDARD, Level.STANDARD)
SOUGHT = DangerFacts(
    frozenset({Peril.ACTIVELY_SOUGHT, Peril.PLACE_KNOWN}), Level.STANDARD, Level.ENHANCED
)


def conscript(t: Teller) -> Steps:
    """1. A conscript on the line: two on foot, notice approved, one desk still to read back."""
    at = t.now - 3 * DAY
    yield at
    text = (
        "Хочу жить. Телефон дают вечером на десять минут. Мороз, пальцы на ноге чёрные. "
        "Нас может быть трое. Нас будут снимать на видео?"
    )
    file_id = t.case(text, Danger.FRONT, at)
    casework.inform(
        t.sign("olena", at + HOUR),
        file_id,
        "Мы прочли. Снимать вас не будут без вашего согласия. Мы ничего не обещаем, кроме "
        "того, что отвечаем.",
    )
    casework.ask(t.sign("olena", at + HOUR), file_id, "wounded")
    soldier = t.person(file_id, at, "applicant", rank="рядовой")
    mother = t.person(file_id, at, "parent")
    yield at + DAY
    at += DAY
    words = PlanWords("Только вечером, через почтовый ящик.", "берёза", "")
    for person in (soldier, mother):
        protection.open_plan(t.sign("pavlo", at), file_id, person, CALM, words)
    t.to_passage(file_id, at + HOUR)
    t.tidy(file_id, at + HOUR)
    known = Crossing(Mode.FOOT, 3, 0, HarmAnswer.NOBODY, FamilyFirst.NOT_SET, False)
    passage.open_crossing(t.sign("olena", at + HOUR), file_id, known)
    yield t.now - 5 * HOUR
    _notice(t, file_id)
    yield t.now - HOUR
    text = "Нас теперь двое, третий остаётся. Телефон до девяти. Куда смотреть, если прилетит?"
    t.writes_again(file_id, text, Danger.FRONT, t.now - HOUR)


def _notice(t: Teller, file_id: UUID) -> None:
    """Head count 3 became 2; revision approved by two; one of two desks has read it back."""
    at = t.now - 5 * HOUR
    known = Crossing(Mode.FOOT, 2, 0, HarmAnswer.NOBODY, FamilyFirst.NOT_SET, False)
    passage.tell_people(t.sign("olena", at), file_id, known)
    plan = Plan(
        window=Period(t.now + 9 * HOUR, t.now + 10 * HOUR),
        signals=("foot_hands_up", "foot_call_out"),
        weapon_state=WeaponState.LEFT_BEHIND,
        reception_point="R-4",
        corridor_cells=("Between the mill and the old brickworks",),
        addressees=(("duty-alpha", "Night desk by the river"), ("duty-bravo", "Second desk")),
    )
    passage.propose_notice(t.sign("petro", at), file_id, plan)
    row = notice_row(file_id)
    if row is None:
        return
    passage.approve_notice(t.sign("vasyl", at + MINUTE), file_id, row.digest)
    petro = t.sign("petro", at + 2 * MINUTE)
    passage.send_notice(petro, file_id)
    _read_back(petro, file_id)
    passage.record_check(petro, file_id, ColdSeen(-17.0, 21.6, 20))


def _read_back(petro: Signed, file_id: UUID) -> None:
    """The first desk reads its code back on the line."""
    row = notice_row(file_id)
    if row is None:
        return
    desk = reads_of(open_file(petro.keys, file_id), row, petro.at)[0]
    passage.acknowledge(
        petro,
        file_id,
        desk.id,
        officer="Duty officer Havrylo",
        code=desk.read_back,
        answer=Answer.WILL_COMPLY,
    )


def pilot(t: Teller) -> Steps:
    """2. A helicopter pilot: family out first, the tariff explained, an award not released."""
    at = t.now - 40 * DAY
    yield at
    text = (
        "Я пилот. Ми-8АМТШ. Слышал про миллион. Жена и дочь четырёх лет, мать в другом "
        "регионе. Со мной летают двое, они ничего не знают. Никто не должен пострадать."
    )
    file_id = t.case(text, Danger.HUNTED, at)
    people = [
        t.person(
            file_id, at, "applicant", surname="Ремезов", first_names="Денис", rank="капитан"
        ),
        t.person(file_id, at, "spouse"),
        t.person(file_id, at, "child"),
        t.person(file_id, at, "parent"),
    ]
    casework.set_condition(t.sign("olena", at), file_id, "family_out_first", None)
    casework.inform(
        t.sign("olena", at + HOUR),
        file_id,
        "По опубликованному тарифу за этот класс указано 500 000 долларов США, не миллион. "
        "Решение принимают люди, и только после прибытия. Сумму мы не обещаем.",
    )
    yield at + 10 * DAY
    at += 10 * DAY
    words = PlanWords("По средам, через почтовый ящик.", "лодка", "")
    for person in people:
        protection.open_plan(t.sign("pavlo", at), file_id, person, CALM, words)
    marks = Marks("mi8amtsh", serial="8AMTSH-00417", tactical="17")
    claim = materiel.register_claim(
        t.sign("olena", at), file_id, "mi8amtsh", marks, companions=Companions.UNHARMED
    )
    yield from conclude_clear(t, file_id, at + DAY)
    yield t.now - 2 * DAY
    at = t.now - 2 * DAY
    t.to_offer(file_id, at)
    t.tidy(file_id, at)
    support.plan_payment(
        t.sign("fedir", at),
        file_id=file_id,
        stream=Stream.AWARD,
        amount=major(500_000),
        claim_id=claim,
        tariff_version=tariff_of(claim),
    )


def deserter_abroad(t: Teller) -> Steps:
    """5. A deserter in a third country: a deadline, an offer, a sign of life that is late."""
    at = t.now - 20 * DAY
    yield at
    text = (
        "Я уехал из госпиталя, сейчас за границей по внутреннему паспорту. В хостеле меня "
        "спрашивали военные. Друга уже увезли. Хочу во Францию."
    )
    file_id = t.case(text, Danger.ABROAD, at, CaseKind.THIRD_COUNTRY)
    t.files["abroad"] = file_id
    man = t.person(
        file_id, at, "applicant", surname="Гуров", first_names="Николай", rank="сержант"
    )
    plan = protection.open_plan(
        t.sign("pavlo", at),
        file_id,
        man,
        SOUGHT,
        PlanWords("Только через почтовый ящик; консульству не звонить.", "мост", ""),
    )
    t.rhythm(plan, 24, at)
    yield at + DAY
    at += DAY
    lina = t.sign("lina", at)
    status.open_file(lina, file_id)
    day = at.date()
    status.add_deadline(lina, file_id, "eu.lodge", day, day, ["DE-BE"])
    status.register_offer(lina, "FR", "laissez-passer after an individual decision", 2)
    status.write_wish(lina, file_id, "Франция: там друзья, знаю немного язык.")
    t.act("olena", file_id, CaseAct.START_TRIAGE, at)
    yield t.now - 3 * DAY
    protection.note_check_in(t.sign("pavlo", t.now - 3 * DAY), plan)


def relative(t: Teller) -> Steps:
    """6. A mother of a missing soldier: her own case, and nothing said of him."""
    at = t.now - 2 * DAY
    yield at
    text = (
        "Мой сын не звонит одиннадцать дней. Ему девятнадцать. У меня есть номер жетона и "
        "фото. Пусть он сдастся, скажите, что делать."
    )
    file_id = t.case(text, Danger.WAITING, at, CaseKind.RELATIVE)
    t.files["relative"] = file_id
    t.act("olena", file_id, CaseAct.START_TRIAGE, at + HOUR)
    casework.inform(
        t.sign("olena", at + HOUR),
        file_id,
        "Мы не можем сказать, известен ли нам кто-либо. Не называйте его часть и место по "
        "открытой линии. Вот что можете сделать вы сами: сохраните его слова и документы.",
    )


def letters_of_tonight(t: Teller) -> Steps:
    """The evening desk: letters nobody has opened yet."""
    at = t.now - 2 * HOUR
    yield at
    t.letter(
        "Нас двое. Телефон только сегодня до девяти. Как не погибнуть по дороге?",
        Danger.FRONT,
        at,
    )
    t.letter("Я его жена. Скажите, где он. Это срочно.", Danger.UNSAID, at)
    t.letter(
        "Я з окупованого району, мене забрали силою. Я громадянин України.",
        Danger.HUNTED,
        at,
        "uk",
    )
    t.letter(
        "I am a contract soldier from another country. They took my passport. I want out.",
        Danger.FRONT,
        at,
        "en",
    )
