"""Decisions on notices, read-backs, GO, handover and help in kind: facts in, reasons out."""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from safeconduct.passage.core.terms import (
    Ack,
    AckFacts,
    Addressee,
    Answer,
    ApproveFacts,
    Check,
    CheckKind,
    Concern,
    Crossing,
    DeskRole,
    FamilyFirst,
    Go,
    GoFacts,
    GoState,
    HandoverFacts,
    HarmAnswer,
    Limits,
    Mode,
    Notice,
    NoticeState,
    SpendFacts,
    WhyNot,
)

CODE_PURPOSE = b"safeconduct/passage/read-back/v1"
DIGEST_PURPOSE = b"safeconduct/passage/notice/v1"
INPUT_PURPOSE = b"safeconduct/passage/go/v1"

# Ten capitals that look the same in Latin and Cyrillic, and digits without 0 and 1: either
# keyboard gives the same code. 18^6: one blind guess in 34 million is right.
CODE_ALPHABET = "ACEHKMPTXY23456789"
CODE_LENGTH = 6
_TO_LATIN = str.maketrans("АСЕНКМРТХУ", "ACEHKMPTXY")  # first Cyrillic, then Latin

MAY_ACT = frozenset({DeskRole.PASSAGE_COORDINATOR, DeskRole.SUPERVISOR})

# Finer than about 500 m: decimal degrees with three places (110 m), an MGRS reference with more
# than four digits (100 m), an H3 cell beyond resolution 8 (edge 0.53 km, h3geo.org table).
_DECIMAL = re.compile(r"\d{1,3}[.,]\d{3,}")
_MGRS = re.compile(r"\b\d{1,2}\s*[C-X]\s*[A-Z]{2}\s*\d{3,5}\s*\d{3,5}\b", re.IGNORECASE)
_GRID = re.compile(r"\b\d{6,}\b")  # eastings and northings in metres
_H3 = re.compile(r"\b8[9a-f][0-9a-f]{13}\b", re.IGNORECASE)
_SECONDS = re.compile(r"\d+\s*[\"″]")


def _plain(value: object) -> object:
    """`value` as JSON types, times in UTC and text in Unicode form C."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str):
        return unicodedata.normalize("NFC", str(value))
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _json(facts: Notice | GoFacts) -> bytes:
    """One byte string per meaning: sorted keys, no spaces, UTF-8."""
    plain = _plain(asdict(facts))
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def canonical(notice: Notice) -> bytes:
    """The notice as UTF-8 JSON: sorted keys, no spaces, UTC times; same notice, same bytes."""
    return _json(notice)


def notice_digest(notice: Notice) -> str:
    """SHA-256 in hex of the canonical notice: exactly what two people agreed to."""
    return hashlib.sha256(DIGEST_PURPOSE + b"\0" + canonical(notice)).hexdigest()


def read_back_code(canonical_notice: bytes, addressee_id: str) -> str:
    """Six characters that this addressee reads back for exactly this notice.

    The id is prefixed by its length (4 bytes), so no id can run over into the notice.
    """
    name = addressee_id.encode()
    mix = CODE_PURPOSE + len(name).to_bytes(4, "big") + name + canonical_notice
    number = int.from_bytes(hashlib.sha256(mix).digest(), "big")
    code = ""
    for _ in range(CODE_LENGTH):
        number, index = divmod(number, len(CODE_ALPHABET))
        code += CODE_ALPHABET[index]
    return code


def as_read(code: str) -> str:
    """A code as typed or heard, without spaces and dashes, in Latin capitals."""
    return re.sub(r"[\s-]", "", code).upper().translate(_TO_LATIN)


def ack_expires_at(ack: Ack, notice: Notice, limits: Limits) -> datetime:
    """When this acknowledgement stops counting: never later than the end of the window."""
    return min(ack.given_at + timedelta(minutes=limits.ack_minutes), notice.window.end)


def reasons_not_to_accept(facts: AckFacts, at: datetime) -> tuple[WhyNot, ...]:
    """Why one acknowledgement does not count at `at`; empty when it counts."""
    notice, ack = facts.notice, facts.ack
    expected = read_back_code(canonical(notice), facts.addressee.addressee_id)
    same = (ack.notice_id, ack.revision) == (notice.notice_id, notice.revision)
    equal = hmac.compare_digest(as_read(ack.code).encode(), expected.encode())
    return _unmet(
        {
            WhyNot.NOT_SENT: facts.notice_state is not NoticeState.SENT,
            WhyNot.ACK_OTHER_REVISION: not same,
            WhyNot.ACK_OTHER_ADDRESSEE: ack.addressee_id != facts.addressee.addressee_id,
            WhyNot.ACK_NOT_NAMED: not ack.officer.strip(),
            WhyNot.ACK_WRONG_CODE: not equal,
            WhyNot.ACK_IN_FUTURE: ack.given_at > at,
            WhyNot.ACK_EXPIRED: at >= ack_expires_at(ack, notice, facts.limits),
            WhyNot.CANNOT_COMPLY: ack.answer is not Answer.WILL_COMPLY,
        }
    )


def too_fine(cell: str) -> bool:
    """Whether a corridor text looks more exact than about 500 m (see the patterns above)."""
    return any(pattern.search(cell) for pattern in (_DECIMAL, _MGRS, _GRID, _H3, _SECONDS))


def concern_of(crossing: Crossing) -> Concern:
    """Harm and duress in one word, so that a table can refuse a plan it cannot read."""
    if crossing.duress or crossing.harm is HarmAnswer.SOMEONE:
        return Concern.OPEN
    return Concern.NOT_ASKED if crossing.harm is HarmAnswer.NOT_ASKED else Concern.NONE


def reasons_not_to_tell(
    before: Concern, recorded_by: str, after: Concern, told_by: str
) -> tuple[WhyNot, ...]:
    """Why what is known may not change so: whoever recorded harm or duress cannot lift it."""
    lifted = before is Concern.OPEN and after is not Concern.OPEN
    return _unmet({WhyNot.CONCERN_LIFTED_ALONE: lifted and recorded_by == told_by})


def _reasons_of_crossing(crossing: Crossing, notice: Notice) -> tuple[WhyNot, ...]:
    """Harm and duress first; then every way in which people and notice no longer agree."""
    counted = crossing.head_count is not None
    now = (crossing.head_count, crossing.unwitting)
    return _unmet(
        {
            WhyNot.HARMS_SOMEONE: crossing.harm is HarmAnswer.SOMEONE,
            WhyNot.HARM_NOT_ASKED: crossing.harm is HarmAnswer.NOT_ASKED,
            WhyNot.DURESS: crossing.duress,
            WhyNot.NOT_AT_PASSAGE: not crossing.at_passage,
            WhyNot.MODE_DIFFERS: crossing.mode is not notice.mode,
            WhyNot.HEAD_COUNT_UNKNOWN: not counted,
            WhyNot.HEAD_COUNT_MISMATCH: counted
            and now != (notice.head_count, notice.unwitting),
        }
    )


def reasons_not_to_propose(facts: ApproveFacts, at: datetime) -> tuple[WhyNot, ...]:
    """Why this notice may not be proposed. A plan that harms anyone stops here, for good."""
    notice, window = facts.notice, facts.notice.window
    longest = timedelta(minutes=facts.limits.window_minutes)
    return _reasons_of_crossing(facts.crossing, notice) + _unmet(
        {
            WhyNot.PROPOSER_ROLE: facts.proposer_role not in MAY_ACT,
            WhyNot.NO_ADDRESSEE: not facts.addressees,
            WhyNot.NO_RECEPTION_POINT: not notice.reception_point.strip(),
            WhyNot.NO_SIGNAL: not notice.signals,
            WhyNot.SIGNAL_NOT_LISTED: bool(set(notice.signals) - set(facts.listed_signals)),
            WhyNot.CORRIDOR_MISSING: not any(cell.strip() for cell in notice.corridor_cells),
            WhyNot.CORRIDOR_TOO_FINE: any(too_fine(cell) for cell in notice.corridor_cells),
            WhyNot.WINDOW_PAST: at >= window.end,
            WhyNot.WINDOW_TOO_LONG: window.end - window.start > longest,
        }
    )


def reasons_not_to_approve(facts: ApproveFacts, at: datetime) -> tuple[WhyNot, ...]:
    """Why a second person may not approve: the reasons above, and who the two people are."""
    return reasons_not_to_propose(facts, at) + _second_person(
        facts.proposed_by, facts.approved_by, facts.approver_role
    )


def _second_person(first: str, second: str, role: DeskRole) -> tuple[WhyNot, ...]:
    return _unmet(
        {
            WhyNot.SECOND_PERSON_MISSING: not first or not second,
            WhyNot.SAME_PERSON: bool(second) and first == second,
            WhyNot.APPROVER_ROLE: role not in MAY_ACT,
        }
    )


def required_checks(mode: Mode) -> tuple[CheckKind, ...]:
    """The checks that a crossing of this mode needs; water only at sea."""
    always = (CheckKind.LIGHT, CheckKind.COLD, CheckKind.RECEPTION)
    return (*always, CheckKind.WATER) if mode is Mode.SEA else always


def _latest(facts: GoFacts, kind: CheckKind, at: datetime) -> Check | None:
    """The last check of this kind up to `at`; when two share a moment, the failed one.

    A failed check dated later than now counts at once: a wrong clock must not let anyone go.
    """
    made = [
        check
        for check in facts.checks
        if check.kind is kind and (check.checked_at <= at or not check.passed)
    ]
    return max(made, key=lambda check: (check.checked_at, not check.passed), default=None)


def _check_expiry(check: Check, limits: Limits) -> datetime:
    return check.checked_at + limits.check_valid_for(check.kind)


def _reasons_of_checks(facts: GoFacts, at: datetime) -> tuple[WhyNot, ...]:
    latest = [_latest(facts, kind, at) for kind in required_checks(facts.notice.mode)]
    made = [check for check in latest if check is not None]
    return _unmet(
        {
            WhyNot.CHECK_MISSING: len(made) < len(latest),
            WhyNot.CHECK_FAILED: any(not check.passed for check in made),
            WhyNot.CHECK_STALE: any(at >= _check_expiry(check, facts.limits) for check in made),
        }
    )


def _said(facts: GoFacts, addressee: Addressee, at: datetime) -> Ack | None:
    """The last thing this addressee said about this revision; a tie goes to the refusal.

    A refusal counts even when its code or name is wrong: doubt holds, it never lets go.
    """
    notice = facts.notice
    key = (notice.notice_id, notice.revision, addressee.addressee_id)
    said = []
    for ack in facts.acks:
        refusal = ack.answer is not Answer.WILL_COMPLY
        belongs = (ack.notice_id, ack.revision, ack.addressee_id) == key
        if belongs and (refusal or not _ack_reasons(facts, addressee, ack, at)):
            said.append(ack)
    return max(
        said, key=lambda ack: (ack.given_at, ack.answer is Answer.CANNOT_COMPLY), default=None
    )


def _ack_reasons(
    facts: GoFacts, addressee: Addressee, ack: Ack, at: datetime
) -> tuple[WhyNot, ...]:
    return reasons_not_to_accept(
        AckFacts(facts.notice, facts.notice_state, addressee, ack, facts.limits), at
    )


def _reasons_of_acks(facts: GoFacts, at: datetime) -> tuple[WhyNot, ...]:
    said = [_said(facts, addressee, at) for addressee in facts.addressees]
    refused = [ack for ack in said if ack and ack.answer is not Answer.WILL_COMPLY]
    return _unmet(
        {
            WhyNot.NO_ADDRESSEE: not facts.addressees,
            WhyNot.CANNOT_COMPLY: bool(refused),
            WhyNot.NOT_ACKNOWLEDGED: None in said,
        }
    )


def _approved_by_two(facts: GoFacts) -> bool:
    given = facts.approval
    if given is None or not given.proposed_by or not given.approved_by:
        return False
    same_text = given.notice_digest == notice_digest(facts.notice)
    return same_text and given.proposed_by != given.approved_by


def _reasons_of_plan(facts: GoFacts, at: datetime) -> tuple[WhyNot, ...]:
    notice = facts.notice
    return _reasons_of_crossing(facts.crossing, notice) + _unmet(
        {
            WhyNot.NOT_APPROVED: not _approved_by_two(facts),
            WhyNot.NOT_SENT: facts.notice_state is not NoticeState.SENT,
            WhyNot.FAMILY_NOT_OUT: facts.crossing.family_first is FamilyFirst.WAITING,
            WhyNot.CORRIDOR_WITHDRAWN: facts.corridor_in_force != notice.corridor_revision,
            WhyNot.WINDOW_NOT_OPEN: at < notice.window.start,
            WhyNot.WINDOW_PAST: at >= notice.window.end,
        }
    )


def go(facts: GoFacts, at: datetime) -> Go:
    """GO when nothing speaks against it at `at`, otherwise HOLD with every reason at once."""
    reasons = (
        _reasons_of_plan(facts, at)
        + _reasons_of_acks(facts, at)
        + _reasons_of_checks(facts, at)
    )
    input_hash = hashlib.sha256(INPUT_PURPOSE + b"\0" + _json(facts)).hexdigest()
    if reasons:
        return Go(GoState.HOLD, reasons, at, input_hash)
    return Go(GoState.GO, (), _go_expires_at(facts, at), input_hash)


def _go_expires_at(facts: GoFacts, at: datetime) -> datetime:
    """The first moment at which anything that carries this GO runs out."""
    said = (_said(facts, addressee, at) for addressee in facts.addressees)
    made = (_latest(facts, kind, at) for kind in required_checks(facts.notice.mode))
    return min(
        facts.notice.window.end,
        *(ack_expires_at(ack, facts.notice, facts.limits) for ack in said if ack),
        *(_check_expiry(check, facts.limits) for check in made if check),
    )


def shown(computed: Go, at: datetime) -> GoState:
    """What a list may show at `at`: GO only before it expires, otherwise HOLD."""
    return computed.state if at < computed.expires_at else GoState.HOLD


def reasons_to_pause_handover(facts: HandoverFacts) -> tuple[WhyNot, ...]:
    """Why the handover pauses. A pause is time to agree anew; it never ends protection."""
    return _unmet(
        {
            WhyNot.HEAD_COUNT_UNKNOWN: facts.head_count_seen is None,
            WhyNot.HEAD_COUNT_MISMATCH: facts.head_count_seen
            not in (None, facts.head_count_agreed),
            WhyNot.WEAPONS_DIFFER: facts.weapon_state_seen is not facts.weapon_state_agreed,
        }
    )


def reasons_not_to_spend(facts: SpendFacts) -> tuple[WhyNot, ...]:
    """Why help in kind may not be paid for: two people, a ceiling, and never cash."""
    money = (facts.amount, facts.spent, facts.ceiling)
    return _unmet(
        {
            WhyNot.CASH_TO_PERSON: facts.cash_to_person,
            WhyNot.AMOUNT_NOT_POSITIVE: facts.amount.minor <= 0,
            WhyNot.OTHER_CURRENCY: len({part.currency for part in money}) > 1,
            WhyNot.OVER_CEILING: facts.spent.minor + facts.amount.minor > facts.ceiling.minor,
            WhyNot.PROPOSER_ROLE: facts.asker_role not in MAY_ACT,
        }
    ) + _second_person(facts.asked_by, facts.agreed_by, facts.agreer_role)


def missing_items(required: Iterable[str], ticked: Iterable[str]) -> tuple[str, ...]:
    """The checklist codes not ticked yet, in the order of the list."""
    done = set(ticked)
    return tuple(code for code in required if code not in done)


def _unmet(conditions: Mapping[WhyNot, bool]) -> tuple[WhyNot, ...]:
    return tuple(reason for reason, unmet in conditions.items() if unmet)
