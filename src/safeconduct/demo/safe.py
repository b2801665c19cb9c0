"""Stories of people who have arrived, of a plant, and of two claims for one vehicle."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from safeconduct.casework import services as casework
from safeconduct.casework.core.terms import CaseAct
from safeconduct.common.money import major
from safeconduct.contact.core.terms import Danger
from safeconduct.demo.on_the_way import CALM
from safeconduct.demo.telling import DAY, HOUR, MINUTE, Steps, Teller, picture, tariff_of
from safeconduct.demo.weighing import conclude, conclude_clear, note, put
from safeconduct.materiel import services as materiel
from safeconduct.materiel.core.terms import Companions, ItemEvent, Marks
from safeconduct.materiel.queries import claim as claim_view
from safeconduct.protection import services as protection
from safeconduct.protection.core.terms import Danger as Peril
from safeconduct.protection.core.terms import DangerFacts, Level
from safeconduct.protection.services import PlanWords
from safeconduct.screening import services as screening
from safeconduct.status import services as status
from safeconduct.support import services as support
from safeconduct.support.core.terms import Stream
from safeconduct.testimony import services as testimony
from safeconduct.testimony.core import terms as paper
from safeconduct.testimony.core.papers import Taking
from safeconduct.testimony.core.terms import WithheldReason
from safeconduct.testimony.queries import part_list
from safeconduct.vetting import services as vetting
from safeconduct.vetting.core.terms import Result

VERIFY = (
    ItemEvent.RECEIVE,
    ItemEvent.MAKE_SAFE,
    ItemEvent.IDENTIFY,
    ItemEvent.VERIFY,
)


def move(t: Teller, claim: UUID, events: tuple[ItemEvent, ...], at: datetime) -> None:
    """Each move by Emil, confirmed by Edita."""
    for event in events:
        version = claim_view(claim).version
        waiting = materiel.move_item(t.sign("emil", at), claim, event, version)
        materiel.confirm_move(t.sign("edita", at + MINUTE), waiting)


def sailor(t: Teller) -> Steps:
    """4. A sailor with a small boat: verified, awarded, paid, destroyed; the way to the end."""
    at = t.now - 90 * DAY
    yield at
    text = (
        "Нас трое на катере, все согласны. Боюсь рации. Какое море и как нам показаться, "
        "чтобы не стреляли?"
    )
    file_id = t.case(text, Danger.FRONT, at)
    t.files["sailor"] = file_id
    man = t.person(file_id, at, "applicant", surname="Ибрагимов", first_names="Руслан")
    protection.open_plan(t.sign("pavlo", at), file_id, man, CALM, PlanWords("", "якорь", ""))
    t.to_passage(file_id, at + HOUR)
    yield at + 2 * DAY
    at += 2 * DAY
    t.arrive(file_id, at, heads=3)
    casework.reassess_danger(t.sign("olena", at + HOUR), file_id, Danger.WAITING)
    claim = materiel.register_claim(
        t.sign("olena", at),
        file_id,
        "p03160",
        Marks("p03160", serial="03160-229", tactical="402"),
        companions=Companions.NOBODY_ELSE,
    )
    yield at + DAY
    t.compare(claim, at + DAY)
    move(t, claim, VERIFY, at + DAY)
    yield from conclude_clear(t, file_id, at + 2 * DAY)
    yield at + 5 * DAY
    _paid(t, file_id, Stream.HARDSHIP, 900, at + 4 * DAY, None)
    _paid(t, file_id, Stream.AWARD, 50_000, at + 5 * DAY, claim)
    t.tidy(file_id, at + 5 * DAY)
    yield at + 30 * DAY
    at += 30 * DAY
    ends = (ItemEvent.DECIDE_DISPOSITION, ItemEvent.DESTROY, ItemEvent.CERTIFY)
    move(t, claim, ends, at)
    t.act("lina", file_id, CaseAct.OPEN_STATUS, at)
    t.act("lina", file_id, CaseAct.BEGIN_SUPPORT, at + DAY)


def _paid(
    t: Teller, file_id: UUID, stream: Stream, amount: int, at: datetime, claim: UUID | None
) -> None:
    """Written down, drafted, approved, released, paid: Fedir, Faina, Marta."""
    fedir = t.sign("fedir", at)
    payment = support.plan_payment(
        fedir,
        file_id=file_id,
        stream=stream,
        amount=major(amount),
        claim_id=claim,
        tariff_version=tariff_of(claim) if claim else "",
    )
    support.draft(fedir, payment)
    support.check_payee(fedir, payment, "UA00 0000 0000 0000")
    support.approve(t.sign("faina", at + HOUR), payment)
    support.release(t.sign("marta", at + 2 * HOUR), payment)
    support.note_bank_answer(t.sign("fedir", at + 5 * HOUR), payment, True, "DEMO-1")


def officer_with_papers(t: Teller) -> Steps:
    """3. An officer with papers about a staged incident: statement, exhibit, package."""
    at = t.now - 30 * DAY
    yield at
    text = (
        "Называйте меня Север. У меня документы о подготовке инцидента. Водителя не называйте."
    )
    file_id = t.case(text, Danger.HUNTED, at)
    t.files["papers"] = file_id
    man = t.person(file_id, at, "applicant", rank="подполковник")
    facts = DangerFacts(frozenset({Peril.NAMED_AN_OFFICIAL}), Level.ENHANCED, Level.ENHANCED)
    plan = protection.open_plan(
        t.sign("pavlo", at), file_id, man, facts, PlanWords("", "маяк", "")
    )
    t.rhythm(plan, 48, at)
    t.act("olena", file_id, CaseAct.START_TRIAGE, at)
    t.act("olena", file_id, CaseAct.ALREADY_IN_SAFETY, at + HOUR)
    t.arrive(file_id, at + 2 * HOUR)
    status.open_file(t.sign("lina", at + DAY), file_id)
    yield at + 3 * DAY
    at += 3 * DAY
    t.tidy(file_id, at)
    casework.write_consent(t.sign("olena", at), file_id, "disclosure_prosecutor", True)
    _testimony(t, file_id, at)
    vetting.start(t.sign("anna", at), file_id)
    note(
        t, file_id, at, "information_costs_sender", False,
        "Документ предсказал деталь, которая стала известна позже.",
    )  # fmt: skip
    yield t.now - DAY
    protection.note_check_in(t.sign("pavlo", t.now - DAY), plan)


TOLD = (
    "Я видел приказ о подготовке постановочного инцидента. Дата на нём раньше события.",
    "Его вёз мой водитель; его имени я не назову.",
    "Подпись на последнем листе я видел сам; фамилию повторю суду.",
)


def _testimony(t: Teller, file_id: UUID, at: datetime) -> None:
    emil = t.sign("emil", at)
    taking = Taking(
        asked=True,
        wishes_to_speak=True,
        rights_read=True,
        no_help_line_read=True,
        understood=True,
        fitness=paper.Fitness.FIT,
        self_incriminating=True,
        warning_read=True,
        counsel_offered=True,
    )
    statement = testimony.open_statement(emil, file_id, "ru", taking)
    for text in TOLD:
        testimony.add_part(emil, file_id, statement, text)
    parts = [row.id for row in part_list(file_id)]
    receipt = testimony.receive_exhibit(emil, file_id, picture(), statement)
    testimony.fill_sheet(emil, file_id, statement, _sheet(emil.actor.key_id, at))
    wanted = testimony.Wanted(
        recipient_class="national_prosecutor",
        recipient_name="National prosecutor, war crimes department",
        purpose="investigation",
        given=frozenset({parts[0], parts[2], receipt.exhibit_id}),
        withheld={parts[1]: WithheldReason.SAFETY_OF_OTHERS},
    )
    package = testimony.propose_package(emil, file_id, wanted)
    testimony.approve_package(t.sign("edita", at + HOUR), file_id, package)
    testimony.make_package(t.sign("emil", at + 2 * HOUR), file_id, package)


def _sheet(interviewer: str, at: datetime) -> paper.VoluntarinessSheet:
    return paper.VoluntarinessSheet(
        person_status=paper.PersonStatus.ASYLUM_APPLICANT,
        language="ru",
        interpreter="none",
        present=(paper.Present(paper.PresentRole.INTERVIEWER, interviewer),),
        rights_text="rights-ru-1",
        rights_text_sha256=sha256(b"rights-ru-1").hexdigest(),
        no_help_line_read=True,
        wishes_to_speak=True,
        started_at=at,
        breaks=(paper.Break(at + HOUR, 15),),
        food_offered=True,
        rest_hours=9,
        fitness=paper.Fitness.FIT,
        warning_read=True,
        counsel=paper.CounselAnswer.DECLINED,
        pressure=paper.Pressure.NONE_REPORTED,
        read_back_at=at + 2 * HOUR,
    )


def plant(t: Teller) -> Steps:
    """7. A plant seeking cash: facts put to him, adverse for money, told how to be safe."""
    at = t.now - 12 * DAY
    yield at
    screening.import_demo_list(t.sign("anna", at))
    text = (
        "Майор Котов. Завтра пригоню Т-90М. Сначала двадцать тысяч криптовалютой. Кто "
        "встречает на приёме и кто ещё из лётчиков с вами?"
    )
    file_id = t.case(text, Danger.WAITING, at)
    man = t.person(
        file_id, at, "applicant", surname="Котов", first_names="Андрей Викторович",
        rank="майор", birth_date="1981-04-17",
    )  # fmt: skip
    screening.ask(t.sign("olena", at + HOUR), file_id, man)
    vetting.start(t.sign("anna", at), file_id)
    materiel.register_claim(
        t.sign("olena", at), file_id, "t90m", Marks("t90m"), companions=Companions.NOT_KNOWN
    )
    copied = "Тот же текст, что в двух закрытых делах."
    points = [
        note(t, file_id, at, "safety_before_money", True, "Требует аванс криптовалютой."),
        note(t, file_id, at, "patience_with_checks", True, "Торопит, отказался от проверки."),
        note(
            t,
            file_id,
            at,
            "pattern_of_contact",
            True,
            copied,
        ),
    ]
    casework.inform(
        t.sign("olena", at + 2 * HOUR),
        file_id,
        "Денег до прибытия не бывает, ни для кого. Если захотите выйти безопасно, мы "
        "расскажем как; вас примут, накормят и осмотрит врач.",
    )
    yield at + 4 * DAY
    at += 4 * DAY
    t.tidy(file_id, at)
    put(t, points, at, "Сказал, что так принято; на вопрос о проверке не ответил.")
    conclude(
        t, file_id, at + HOUR, Result.ADVERSE,
        (
            "Два независимых пункта остались без убедительного ответа.",
            "Может действительно хотеть выйти: помощь открыта.",
            "Аванс, спешка, вопросы о сотрудниках, чужой текст.",
        ),
    )  # fmt: skip


def two_claims(t: Teller) -> Steps:
    """8. Two honest people claim one vehicle: both cases are alerted, two will decide."""
    at = t.now - 25 * DAY
    yield at
    driver = t.case("Я водитель. Приехал на БМП-2, сдаюсь.", Danger.FRONT, at)
    t.person(driver, at, "applicant", surname="Дёмин", first_names="Павел")
    t.to_passage(driver, at + HOUR)
    t.arrive(driver, at + 5 * HOUR)
    day = at.date()
    first = Marks(
        "bmp2",
        serial="02КТ1187",
        plate="4417 АВ 76",
        tactical="214",
        place="north yard",
        on=day,
    )
    t.files["bmp2"] = materiel.register_claim(
        t.sign("olena", at + 6 * HOUR), driver, "bmp2", first, companions=Companions.NOBODY_ELSE
    )
    yield at + DAY
    t.tidy(driver, at + DAY)
    at += DAY
    farmer = t.case(
        "Я фермер. На моєму полі стояла БМП, я віддав її нашим.", Danger.WAITING, at
    )
    second = Marks(
        "bmp2",
        serial="02KT1187",
        plate="4417 AB 76",
        tactical="961",
        place="north yard",
        on=day,
    )
    t.files.update(driver=driver, farmer=farmer)
    claim = materiel.register_claim(
        t.sign("olena", at + HOUR), farmer, "bmp2", second, companions=Companions.NOBODY_ELSE
    )
    t.compare(claim, at + 2 * HOUR)
    t.tidy(farmer, at + 2 * HOUR)
    t.act("olena", farmer, CaseAct.START_TRIAGE, at + 2 * HOUR)
