"""What the stories share: the staff, the clock, and the ordinary steps of a case."""

import struct
import zlib
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.accounts.core.terms import Actor, Role
from safeconduct.accounts.servicekeys import service_keys
from safeconduct.accounts.signed import Signed
from safeconduct.casework import services as casework
from safeconduct.casework.core.flow import TABLE
from safeconduct.casework.core.sheets import RIGHTS, Way
from safeconduct.casework.core.terms import CaseAct, CaseKind
from safeconduct.casework.queries import find, tasks_for
from safeconduct.common.ids import new_id
from safeconduct.contact.core.terms import Danger, LetterBody, LetterKind
from safeconduct.contact.mailbox import visitor
from safeconduct.contact.queries import waiting_of
from safeconduct.contact.services import come_back, receive_letter, receive_more
from safeconduct.demo.staff import TEAM
from safeconduct.jobs.queue import WORKER
from safeconduct.materiel.queries import claim
from safeconduct.materiel.services import MATCHER, compare_claim
from safeconduct.protection import services as protection
from safeconduct.protection.core.terms import Choice
from safeconduct.record.services import act
from safeconduct.vault.opening import OfficerKeys
from safeconduct.web.middleware import fresh_cookie

Steps = Generator[datetime, None, None]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Teller:
    """Everybody by first name with opened keys, and the moment the demonstration starts."""

    people: dict[str, tuple[Actor, OfficerKeys]]
    now: datetime
    words: dict[UUID, str] = field(default_factory=dict)
    files: dict[str, UUID] = field(default_factory=dict)  # and what else is found by name

    def sign(self, name: str, at: datetime) -> Signed:
        """That officer, signed in at a moment."""
        actor, keys = self.people[name.lower()]
        return Signed(actor, keys, at)

    def officer(self, name: str) -> UUID:
        """That officer's id."""
        return self.people[name.lower()][0].officer_id

    def letter(self, text: str, danger: Danger, at: datetime, language: str = "ru") -> UUID:
        """A first letter; returns the file id and remembers the words as the person would."""
        cookie = fresh_cookie()
        file_id = receive_letter(
            letter_id=new_id(),
            body=LetterBody(LetterKind.MESSAGE, text),
            danger=danger.value,
            language=language,
            cookie=cookie,
            at=at,
            long_code=True,
        )
        visit = visitor(cookie, at)
        self.words[file_id] = (visit.code_text if visit else None) or ""
        return file_id

    def writes_again(self, file_id: UUID, text: str, danger: Danger, at: datetime) -> None:
        """The person comes back with the words and writes more."""
        cookie = fresh_cookie()
        come_back(self.words[file_id], cookie, at)
        visit = visitor(cookie, at)
        if visit is not None:
            body = LetterBody(LetterKind.MESSAGE, text)
            receive_more(
                visitor=visit, letter_id=new_id(), body=body, danger=danger.value, at=at
            )

    def case(
        self, text: str, danger: Danger, at: datetime, kind: CaseKind = CaseKind.PERSON
    ) -> UUID:
        """A letter that Iryna opened and made a case of, with the whole team on it."""
        file_id = self.letter(text, danger, at)
        iryna = self.sign("iryna", at)
        for row in waiting_of(file_id):
            casework.read_letter(iryna, row.id)
        casework.open_case(iryna, file_id, kind, danger)
        for name, role in TEAM.items():
            casework.assign(iryna, file_id, self.officer(name), role)
        return file_id

    def act(self, name: str, file_id: UUID, wanted: CaseAct, at: datetime) -> None:
        """One act of the table with everything confirmed that its row asks for."""
        ticks = frozenset(TABLE[wanted].confirms)
        version = find(file_id).version
        casework.apply(self.sign(name, at), file_id, wanted, ticks, version)

    def to_offer(self, file_id: UUID, at: datetime) -> None:
        """Triage and offer, by Olena."""
        self.act("olena", file_id, CaseAct.START_TRIAGE, at)
        casework.give_sheet(self.sign("olena", at), file_id, RIGHTS, Way.MAILBOX)
        self.act("olena", file_id, CaseAct.MAKE_OFFER, at)

    def to_passage(self, file_id: UUID, at: datetime) -> None:
        """Triage, offer, accepted offer."""
        self.to_offer(file_id, at)
        self.act("olena", file_id, CaseAct.ACCEPT_OFFER, at)

    def arrive(self, file_id: UUID, at: datetime, heads: int = 1) -> None:
        """Ruta (on the case) and Rasa (from outside) saw the person."""
        casework.attest_arrival(self.sign("ruta", at), file_id, True, heads)
        casework.attest_arrival(self.sign("rasa", at), file_id, True, heads)

    def person(self, file_id: UUID, at: datetime, relation: str, **card: str) -> UUID:
        """Somebody of the file, written down by Olena."""
        return casework.add_person(self.sign("olena", at), file_id, relation, card)

    def tidy(self, file_id: UUID, at: datetime) -> None:
        """Everybody has finished the tasks of their role that this case has so far."""
        by_role = {role: name for name, role in TEAM.items()}
        for task in tasks_for(self.people["olena"][0], at, file_id):
            name = by_role[Role(task.role)]
            casework.finish_task(self.sign(name, at), task.id)

    def rhythm(self, plan_id: UUID, hours: int, at: datetime) -> None:
        """The person says yes to signs of life and chooses how often."""
        pavlo = self.sign("pavlo", at)
        protection.answer_measure(pavlo, plan_id, "check_in", Choice.ACCEPTED)
        protection.set_schedule(pavlo, plan_id, hours)

    def compare(self, claim_id: UUID, at: datetime) -> None:
        """What the worker does with a new claim, at the moment of the story."""
        matcher = service_keys(MATCHER)
        if matcher is None:
            return
        with act(WORKER, at) as a:
            compare_claim(a, matcher, claim_id)


def tariff_of(claim_id: UUID) -> str:
    """The version of the tariff that values a claim."""
    tariff = claim(claim_id).valuation.tariff
    return tariff.version if tariff else ""


def picture(width: int = 96, height: int = 64) -> bytes:
    """A small grey PNG made here: an exhibit that shows nobody and nothing (PNG, RFC 2083)."""
    rows = b"".join(
        b"\x00" + bytes((x * 2 + y * 3) % 256 for x in range(width)) for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
