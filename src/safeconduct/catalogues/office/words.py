"""What fields, tables and values of catalogues are called on a page."""

from datetime import date
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext, gettext_noop

from safeconduct.catalogues.core.check import PARTS
from safeconduct.catalogues.core.terms import HEAD, AnyShape, Key, Sort, State
from safeconduct.catalogues.queries import SHIPPED, VersionView
from safeconduct.web.say import say, say_day

FIELDS = {
    "against_misuse": gettext_noop("Against misuse"),
    "arrived": gettext_noop("Only after two people attested the arrival"),
    "asks_closer_look": gettext_noop("What asks for a closer look"),
    "code": gettext_noop("Code"),
    "condition_policy": gettext_noop("In what condition"),
    "currency": gettext_noop("Currency"),
    "dated": gettext_noop("Written on"),
    "en": gettext_noop("In English"),
    "group": gettext_noop("Facts that depend on one another"),
    "high": gettext_noop("Upper amount"),
    "id": gettext_noop("Code"),
    "if_asks": gettext_noop("Ratio where it asks for a closer look"),
    "if_supports": gettext_noop("Ratio where it speaks for the person"),
    "label": gettext_noop("Words on pages"),
    "licence": gettext_noop("Licence"),
    "list": gettext_noop("List"),
    "low": gettext_noop("Lower amount"),
    "numbers": gettext_noop("Where the ratios come from"),
    "question": gettext_noop("Question"),
    "read_on": gettext_noop("Read on"),
    "reviewed_by": gettext_noop("Translations reviewed by"),
    "reviewed_on": gettext_noop("Reviewed on"),
    "ru": gettext_noop("In Russian"),
    "safety_basis": gettext_noop("What must stand before money leaves"),
    "share_policy": gettext_noop("How a crew shares"),
    "share_policy_note": gettext_noop("About sharing"),
    "source": gettext_noop("Source"),
    "source_date": gettext_noop("Day of the source"),
    "speaks_for": gettext_noop("What speaks for the person"),
    "tags": gettext_noop("What it looks at"),
    "title": gettext_noop("Title"),
    "uk": gettext_noop("In Ukrainian"),
    "valid_from": gettext_noop("First day"),
    "valid_to": gettext_noop("Last day"),
    "validity_note": gettext_noop("About its validity"),
    "version": gettext_noop("Version"),
}
TABLES = {
    HEAD: gettext_noop("About the whole catalogue"),
    "indicator": gettext_noop("Indicator"),
    "item": gettext_noop("Question of a list"),
    "payee_classes": gettext_noop("Who may be paid"),
    "phrase": gettext_noop("Phrase"),
    "rows": gettext_noop("Class of equipment"),
    "tariff": gettext_noop("Tariff"),
}
VALUES = {
    "before_notice": gettext_noop("before the notice to the other side"),
    "before_offer": gettext_noop("before the offer"),
    "no_duress": gettext_noop("nobody is forced"),
    "any_state_out_of_combat": gettext_noop("any, once it is out of the fighting"),
    "serviceable": gettext_noop("suitable for use"),
    "equal_among_consenting": gettext_noop("equal parts among those who agree"),
    "arrival": gettext_noop("two people attested the arrival"),
    "handover": gettext_noop("two people attested the handover"),
    "account": gettext_noop("the account itself"),
    "conduct": gettext_noop("what the person does and asks"),
    "contact": gettext_noop("how contact comes"),
    "cost": gettext_noop("what the person paid already"),
    "equipment": gettext_noop("equipment"),
    "information": gettext_noop("information"),
    "money": gettext_noop("money"),
    "people": gettext_noop("people who vouch"),
    "safety_of_others": gettext_noop("the safety of others"),
    "service_trace": gettext_noop("traces of service"),
    "assumed": gettext_noop("assumed"),
    "expert": gettext_noop("an expert's judgement"),
}
CODED = frozenset(
    {"condition_policy", "list", "numbers", "safety_basis", "share_policy", "tags"}
)
SORTS = {
    Sort.ADDED: "ok",
    Sort.CHANGED: "wait",
    Sort.REMOVED: "stop",
    Sort.REORDERED: "wait",
}
TONES = {State.DRAFT: "", State.SENT: "wait", State.APPROVED: "ok", State.WITHDRAWN: ""}
REVIEW = "reviewed_by"


def title_of(shape: AnyShape) -> str:
    """The catalogue's name."""
    return say(shape.title)


def field_name(name: str) -> str:
    """What a field is called; a field that the programme does not know by its own name."""
    return say(FIELDS[name]) if name in FIELDS else name


def table_name(name: str) -> str:
    """What an entry of a table is called."""
    return say(TABLES[name]) if name in TABLES else name


def entry_name(table: str, key: Key) -> str:
    """An entry: what it is, and its key."""
    fields = {"item": ("list", "code")}.get(table, ())
    named = [value_name(one, field) for one, field in zip_longest(key, fields, fillvalue="")]
    return " · ".join([table_name(table), *filter(None, named)])


def value_name(value: Any, field: str = "") -> str:
    """A field's value as a reader wants it: codes and days in words, ranges with their ends."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date):
        return say_day(value)
    if isinstance(value, dict):
        return " – ".join(str(value.get(part, "?")) for part in PARTS)
    if isinstance(value, list):
        return ", ".join(value_name(one, field) for one in value)
    if isinstance(value, int):
        return f"{value:,}"
    return say(VALUES[value]) if field in CODED and value in VALUES else str(value)


def version_name(version: VersionView) -> str:
    """Which version it is."""
    if version.number is None:
        return say(version.state)
    if version.number == SHIPPED:
        return gettext("shipped with the programme")
    return gettext("version %(number)s") % {"number": version.number}


def unreviewed(shape: AnyShape, table: str, values: dict[str, Any], whole: str) -> bool:
    """Whether the translations of an entry were read by nobody; `whole`: the review of all."""
    has = any(field.name == REVIEW for field in shape.fields_of(table))
    return has and table != HEAD and not values.get(REVIEW) and not whole
