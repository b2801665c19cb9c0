"""What is sealed as JSON: how a statement began, its sheet, what a package was asked for."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from safeconduct.record.core.leaf import is_code, stamp
from safeconduct.testimony.core.terms import (
    Break,
    CounselAnswer,
    DisclosureConsent,
    Fitness,
    PersonStatus,
    Present,
    PresentRole,
    Pressure,
    RecipientClass,
    VoluntarinessSheet,
    WhyNot,
    WithheldReason,
)

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
RECIPIENT_CHARACTERS = 200  # longest name of a recipient that a package prints

# Which of the person's choices opens which class. Own words are the person's; the defence
# receives what helps it, and asks no consent of the prosecution's witness (recipients.toml).
CONSENT_PURPOSE: dict[RecipientClass, str | None] = {
    RecipientClass.COURT: "disclosure_court",
    RecipientClass.DEFENCE_COUNSEL: None,
    RecipientClass.INTERNATIONAL_MECHANISM: "disclosure_mechanism",
    RecipientClass.NATIONAL_PROSECUTOR: "disclosure_prosecutor",
    RecipientClass.THE_PERSON: None,
}


@dataclass(frozen=True)
class Taking:
    """What the officer answers before a statement begins; nothing is true until said so."""

    asked: bool
    wishes_to_speak: bool = False
    rights_read: bool = False
    no_help_line_read: bool = False
    understood: bool = False
    fitness: Fitness = Fitness.NOT_FIT
    self_incriminating: bool = True
    warning_read: bool = False
    counsel_offered: bool = False


@dataclass(frozen=True)
class Request:
    """What a package was asked for: ids in hex of what goes out, what stays and why.

    `sheets`: for each statement in the package the newest sheet when it was proposed.
    """

    recipient_name: str
    purpose: str
    given: frozenset[str]
    withheld: Mapping[str, WithheldReason] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)

    def same_scope(self, other: "Request") -> bool:
        """Whether both speak of the same parts, exhibits and sheets."""
        mine, theirs = self.given | set(self.withheld), other.given | set(other.withheld)
        return mine == theirs and dict(self.sheets) == dict(other.sheets)


def taking_to_json(taking: Taking) -> str:
    """Canonical text to seal."""
    return _text(asdict(taking))


def taking_from_json(text: str) -> Taking:
    """What `taking_to_json` wrote."""
    raw = json.loads(text)
    return Taking(**{**raw, "fitness": Fitness(raw["fitness"])})


def request_to_json(request: Request) -> str:
    """Canonical text to seal."""
    return _text({**asdict(request), "given": sorted(request.given)})


def request_from_json(text: str) -> Request:
    """What `request_to_json` wrote."""
    raw = json.loads(text)
    kept = {ref: WithheldReason(code) for ref, code in raw["withheld"].items()}
    return Request(**{**raw, "given": frozenset(raw["given"]), "withheld": kept})


def sheet_to_json(sheet: VoluntarinessSheet) -> str:
    """Canonical text to seal; times to the whole second in UTC."""
    return _text(asdict(sheet))


def sheet_from_json(text: str) -> VoluntarinessSheet:
    """What `sheet_to_json` wrote."""
    raw: dict[str, Any] = json.loads(text)
    codes = {
        "person_status": PersonStatus,
        "fitness": Fitness,
        "counsel": CounselAnswer,
        "pressure": Pressure,
    }
    made: dict[str, Any] = {
        name: kind(raw[name]) for name, kind in codes.items() if raw[name] is not None
    }
    for name in ("started_at", "read_back_at"):
        made[name] = _time(raw[name])
    if raw["present"] is not None:
        made["present"] = tuple(
            Present(PresentRole(row["role"]), row["alias"]) for row in raw["present"]
        )
    if raw["breaks"] is not None:
        made["breaks"] = tuple(
            Break(datetime.fromisoformat(row["at"]), row["minutes"]) for row in raw["breaks"]
        )
    return replace(VoluntarinessSheet(**raw), **made)


def reasons_not_to_file(sheet: VoluntarinessSheet) -> list[WhyNot]:
    """Why a sheet cannot be kept: people, languages and texts are codes, so never names."""
    texts = [sheet.interpreter, sheet.rights_text, *(p.alias for p in sheet.present or ())]
    sound = (
        all(is_code(text) for text in texts if text)
        and bool(_LANGUAGE.fullmatch(sheet.language or "ru"))
        and bool(_DIGEST.fullmatch(sheet.rights_text_sha256 or "0" * 64))
    )
    return [] if sound else [WhyNot.SHEET_NOT_CODES]


def recipient_name(typed: str) -> str:
    """The recipient's name as a package prints it: one line, at most 200 characters."""
    shown = "".join(sign if sign.isprintable() else " " for sign in typed)
    return " ".join(shown.split())[:RECIPIENT_CHARACTERS].strip()


def consents_of(
    choices: Mapping[str, bool], recipient_class: str, at: datetime
) -> tuple[DisclosureConsent, ...]:
    """The consent that stands at `at` for a class; () when the person did not say yes.

    `choices` are the person's newest words per purpose. Classes that need none have it.
    """
    if recipient_class not in set(RecipientClass):
        return ()
    wanted = RecipientClass(recipient_class)
    purpose = CONSENT_PURPOSE[wanted]
    if purpose is None or choices.get(purpose, False):
        return (DisclosureConsent(wanted, at),)
    return ()


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return stamp(value)
    msg = "only codes, numbers and times are kept"
    raise TypeError(msg)


def _text(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)
