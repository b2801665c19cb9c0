"""Decides when a statement may be taken, how it grows, and what may leave in a package."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from safeconduct.record.core import checkpoint, proof
from safeconduct.record.core.leaf import commit, is_code, parse_leaf
from safeconduct.record.core.terms import COMMITMENT
from safeconduct.testimony.core.terms import (
    CounselAnswer,
    CustodyEvent,
    CustodyLine,
    DisclosureConsent,
    DisclosureFacts,
    Entry,
    Exhibit,
    Fitness,
    PackageSpec,
    Part,
    Pressure,
    Purpose,
    RecipientClass,
    Statement,
    StatementExtract,
    TakingFacts,
    VoluntarinessSheet,
    WhyNot,
    Withheld,
)

ATTESTATIONS = 2  # no tasking before two people attested arrival (house rule, points 10 and 18)
APPROVERS = 2  # two-person rule for every disclosure

# Answers without which the words were not free, so the sheet cannot be complete with them.
_MUST_BE_TRUE = ("no_help_line_read", "wishes_to_speak", "warning_read")

# The one form each free-looking text of a package may have; anything else could carry a name.
_PATTERNS = {
    "package": re.compile(r"DP-[0-9]{4,9}"),
    "statement": re.compile(r"ST-[0-9]{1,9}"),
    "exhibit": re.compile(r"EX-[0-9]{1,9}"),
    "part": re.compile(r"part-[0-9]{3,9}"),
    "extension": re.compile(r"(\.[a-z0-9]{1,8})?"),
    "media type": re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}"),
    "language": re.compile(r"[a-z]{2,3}"),
    "entry": re.compile(r"[A-Za-z0-9-]{1,64}"),
    "digest": re.compile(r"[0-9a-f]{64}"),
    "recipient": re.compile(r"[^\x00-\x1f\x7f\u2028\u2029]{1,200}"),
}


def reasons_not_to_take_statement(facts: TakingFacts) -> list[WhyNot]:
    """Why no statement may be taken now; every reason at once, [] when it may.

    Words a person brings unasked are always received: then there is never a reason.
    """
    if not facts.asked:
        return []
    checks = (
        (len(_people(facts.arrival_attested_by)) >= ATTESTATIONS, WhyNot.NOT_ARRIVED),
        (facts.wishes_to_speak, WhyNot.NOT_WILLING),
        (facts.rights_read, WhyNot.RIGHTS_NOT_READ),
        (facts.no_help_line_read, WhyNot.NO_HELP_DEPENDS_NOT_READ),
        (facts.understood, WhyNot.NO_COMMON_LANGUAGE),
        (facts.fitness is not Fitness.NOT_FIT, WhyNot.NOT_FIT),
        (facts.warning_read, WhyNot.NO_WARNING),
        (facts.counsel_offered or not facts.self_incriminating, WhyNot.COUNSEL_NOT_OFFERED),
        # Care and evidence are kept apart: other day, other person.
        (not facts.intake_today, WhyNot.SAME_DAY_AS_INTAKE),
        (facts.officer != facts.intake_officer, WhyNot.SAME_OFFICER_AS_INTAKE),
    )
    return [reason for holds, reason in checks if not holds]


def reasons_not_to_add_part(
    statement: Statement, text: str, corrects: int | None = None
) -> list[WhyNot]:
    """Why these words cannot become the next part; `corrects` is an earlier part's number."""
    known = corrects is None or 1 <= corrects <= len(statement.parts)
    checks = (
        (not statement.signed, WhyNot.STATEMENT_SIGNED),
        (bool(text.strip()), WhyNot.PART_EMPTY),
        (known, WhyNot.NOTHING_TO_CORRECT),
    )
    return [reason for holds, reason in checks if not holds]


def with_part(
    statement: Statement, text: str, salt: bytes, corrects: int | None = None
) -> Statement:
    """The statement with one more part; all earlier parts stay exactly as they were.

    `salt` is 16 fresh random bytes. Call only without `reasons_not_to_add_part`.
    """
    number = len(statement.parts) + 1
    part = Part(number, text, salt, digest_of(text, salt), corrects)
    return replace(statement, parts=(*statement.parts, part))


def digest_of(text: str, salt: bytes) -> str:
    """Hex commitment to a part: SHA-256 of the 16 salt bytes and the UTF-8 text."""
    return commit(salt, text.encode())


def corrected_by(statement: Statement) -> dict[int, int]:
    """For each corrected part, the number of the latest part that corrects it."""
    return {p.corrects: p.number for p in statement.parts if p.corrects is not None}


def sheet_gaps(sheet: VoluntarinessSheet) -> list[str]:
    """Field ids that keep a voluntariness sheet from being complete, in the sheet's order."""
    return [field.name for field in fields(sheet) if _is_gap(sheet, field.name)]


def counsel_offered(sheet: VoluntarinessSheet) -> bool:
    """Whether a lawyer was offered, whatever the person answered."""
    return sheet.counsel in (CounselAnswer.ACCEPTED, CounselAnswer.DECLINED)


def reasons_not_to_disclose(facts: DisclosureFacts) -> list[WhyNot]:
    """Why no package may be made; every reason at once, [] when it may.

    Nothing here knows what anybody thinks of the person's truthfulness or worth.
    """
    sheets = facts.sheets
    complete = bool(sheets) and not any(sheet_gaps(sheet) for sheet in sheets)
    offered = bool(sheets) and all(counsel_offered(sheet) for sheet in sheets)
    checks = (
        (len(_people(facts.approvers)) >= APPROVERS, WhyNot.TWO_APPROVERS),
        (bool(facts.recipient_name.strip()), WhyNot.RECIPIENT_NOT_NAMED),
        (facts.recipient_class in set(RecipientClass), WhyNot.RECIPIENT_CLASS_CLOSED),
        (facts.purpose in set(Purpose), WhyNot.NO_PURPOSE),
        (complete, WhyNot.VOLUNTARINESS_INCOMPLETE),
        (_pressure_settled(sheets), WhyNot.PRESSURE_NOT_REVIEWED),
        (offered or not facts.self_incriminating, WhyNot.COUNSEL_NOT_OFFERED),
        (bool(facts.items), WhyNot.NOTHING_TO_DISCLOSE),
        (not any(item.quarantined for item in facts.items), WhyNot.QUARANTINED),
    )
    unmet = [reason for holds, reason in checks if not holds]
    return unmet + _consent_reasons(facts.consents, facts.recipient_class)


def holder(custody: Iterable[CustodyLine]) -> str:
    """Who holds an exhibit now ("" when nobody): an offer changes nothing until accepted."""
    who = ""
    for line in custody:
        if line.event in (CustodyEvent.RECEIVED, CustodyEvent.ACCEPTED):
            who = line.by
        elif line.event in (CustodyEvent.RETURNED, CustodyEvent.DESTROYED):
            who = ""
    return who


def part_stem(number: int) -> str:
    """How a part is called in a package: part-001."""
    return f"part-{number:03d}"


def require_sound(spec: PackageSpec) -> None:
    """ValueError, naming the broken rule, unless the package will hold when it is checked.

    Covers everything but the signatures themselves, which need a key library.
    """
    _fits("package", spec.ref)
    _fits("recipient", spec.recipient_name)
    _codes(spec.approvers)
    _need(len(set(spec.approvers)) >= APPROVERS, "two different people approve a package")
    _need(
        any(s.parts for s in spec.statements) or bool(spec.exhibits),
        "a package holds a part or an exhibit",
    )
    _unique([s.ref for s in spec.statements], "statement")
    _unique([e.ref for e in spec.exhibits] + [w.ref for w in spec.withheld_exhibits], "exhibit")
    _unique([entry.name for entry in spec.entries], "entry")
    wanted = {digest for s in spec.statements for digest in _check_statement(s)}
    wanted |= {_check_exhibit(exhibit) for exhibit in spec.exhibits}
    wanted |= {_check_withheld(item, "exhibit") for item in spec.withheld_exhibits}
    _need(wanted <= _check_log(spec), "every part and exhibit has its line on the record")


def _people(keys: Iterable[str]) -> set[str]:
    """Different people among key ids; an empty id is nobody."""
    return {key for key in keys if key.strip()}


def _is_gap(sheet: VoluntarinessSheet, name: str) -> bool:
    """Whether one field is unwritten, blank, or says that the words were not free."""
    value = getattr(sheet, name)
    if value is None or value == "" or (name == "present" and not value):
        return True
    return (name in _MUST_BE_TRUE and value is not True) or value is Fitness.NOT_FIT


def _pressure_settled(sheets: Sequence[VoluntarinessSheet]) -> bool:
    """Whether every report of pressure was looked into by somebody independent."""
    return not any(sheet.pressure is Pressure.REPORTED for sheet in sheets)


def _consent_reasons(
    consents: Iterable[DisclosureConsent], recipient_class: str
) -> list[WhyNot]:
    """Whether the last word of the person about this class of recipients is a yes."""
    words = []
    for consent in consents:
        if consent.recipient_class == recipient_class:
            words.append((consent.given_at, 0))
            if consent.withdrawn_at is not None:
                # At the same instant the withdrawal counts as the later word.
                words.append((consent.withdrawn_at, 1))
    if not words:
        return [WhyNot.NO_CONSENT]
    return [WhyNot.CONSENT_WITHDRAWN] if max(words)[1] else []


def _check_statement(statement: StatementExtract) -> Iterable[str]:
    """Digests of a statement's parts, shown and withheld; ValueError when one does not fit."""
    _fits("statement", statement.ref)
    _fits("language", statement.language)
    _need(not sheet_gaps(statement.sheet), "the voluntariness sheet is complete")
    _codes([statement.sheet.language, statement.sheet.interpreter, statement.sheet.rights_text])
    _codes(who.alias for who in statement.sheet.present or ())
    _fits("digest", statement.sheet.rights_text_sha256 or "")
    stems = [part_stem(part.number) for part in statement.parts]
    _unique(stems + [item.ref for item in statement.withheld], "part")
    for part in statement.parts:
        _need(commit(part.salt, part.text.encode()) == part.digest, "a part has its own digest")
        yield part.digest
    for item in statement.withheld:
        yield _check_withheld(item, "part")


def _check_exhibit(exhibit: Exhibit) -> str:
    """Digest of an exhibit; ValueError when its name or custody says more than codes."""
    _fits("exhibit", exhibit.ref)
    _need(exhibit.name.startswith(exhibit.ref), "an exhibit is named after its number")
    _fits("extension", exhibit.name.removeprefix(exhibit.ref))
    _fits("media type", exhibit.media_type)
    for line in exhibit.custody:
        _codes(text for text in (line.by, line.to, line.sha256) if text)
    return commit(exhibit.salt, exhibit.content)


def _check_withheld(item: Withheld, kind: str) -> str:
    """Digest of a withheld item."""
    _fits(kind, item.ref)
    _fits("digest", item.digest)
    return item.digest


def _check_log(spec: PackageSpec) -> set[str]:
    """Commitments proven to be on the record; ValueError when checkpoint or proof is broken."""
    note = checkpoint.parse_note(spec.checkpoint)
    head = checkpoint.parse_body(note.body)
    identity = checkpoint.key_id(spec.log_name, spec.public_key)
    signers = {(line.key_name, line.key_id) for line in note.signatures}
    _need(head.origin == spec.log_name, "the checkpoint belongs to the log")
    _need((spec.log_name, identity) in signers, "the log's key signed the checkpoint")
    return {_check_entry(e, spec.checkpoint, head.root, head.size) for e in spec.entries}


def _check_entry(entry: Entry, signed: str, root: bytes, size: int) -> str:
    """Commitment a record line holds ("" when none); ValueError when it is not proven."""
    _fits("entry", entry.name)
    found = proof.parse(entry.proof)
    _need(found.checkpoint == signed, "every proof ends in the checkpoint of the package")
    _need(proof.holds(found, entry.leaf, root, size), "every line is proven to be recorded")
    return str(parse_leaf(entry.leaf).facts.get(COMMITMENT, ""))


def _fits(what: str, text: str) -> None:
    """ValueError unless `text` has the one shape allowed for `what`; it is not repeated."""
    _need(_PATTERNS[what].fullmatch(text) is not None, f"a {what} has its fixed form")


def _codes(texts: Iterable[str | None]) -> None:
    """ValueError unless each text is a code: no blanks, no dots, no slashes, so no names."""
    _need(all(text is not None and is_code(text) for text in texts), "people appear as codes")


def _unique(names: Sequence[str], what: str) -> None:
    """ValueError when a name comes twice: one file would silently replace the other."""
    _need(len(set(names)) == len(names), f"every {what} appears once")


def _need(holds: bool, rule: str) -> None:
    """ValueError naming the broken rule."""
    if not holds:
        msg = f"package not built; rule: {rule}"
        raise ValueError(msg)
