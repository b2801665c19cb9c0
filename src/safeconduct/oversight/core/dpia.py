"""The impact assessment (GDPR Article 35(7)) filled from the catalogue; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from safeconduct.casework.core.retention import Term
from safeconduct.oversight.core.catalogue import Catalogue, Purpose, Risk, catalogue

# Columns of bytes whose names do not begin with "sealed"; a test holds it to the tables.
ALSO_SEALED = frozenset(
    {
        *("applicant_key", "challenge", "data", "digest", "hash", "head", "inbox_key"),
        *("key_signature", "locator", "matcher_copy", "name", "office_copy", "reference"),
        *("salt", "signature", "_key"),
    }
)


@dataclass(frozen=True)
class Column:
    """A column of a table as the database has it."""

    table: str
    name: str
    sealed: bool


@dataclass(frozen=True)
class Said:
    """A column with what it means."""

    name: str
    sealed: bool
    meaning: str


@dataclass(frozen=True)
class Part:
    """One table in the assessment."""

    name: str
    whose: str
    kept: str
    columns: tuple[Said, ...]

    @property
    def sealed(self) -> tuple[Said, ...]:
        """What nobody reads without a key."""
        return tuple(one for one in self.columns if one.sealed)

    @property
    def clear(self) -> tuple[Said, ...]:
        """What whoever has the database reads."""
        return tuple(one for one in self.columns if not one.sealed)


@dataclass(frozen=True)
class Section:
    """One purpose and the tables that serve it."""

    purpose: Purpose
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Assessment:
    """All of it; `controller` is empty until the instance names one.

    `unsaid`: columns of which the catalogue does not know yet what they hold.
    """

    controller: str
    version: str
    made_on: date
    sections: tuple[Section, ...]
    terms: tuple[Term, ...]
    risks: tuple[Risk, ...]
    unsaid: tuple[str, ...]


def assess(
    known: Catalogue,
    columns: Iterable[Column],
    terms: Mapping[str, Term],
    *,
    controller: str,
    version: str,
    made_on: date,
) -> Assessment:
    """Fill the assessment; what the catalogue does not know is named, not left out."""
    by_table: dict[str, list[Said]] = {}
    unsaid = []
    for one in columns:
        try:
            said = Said(one.name, one.sealed, known.meaning(one.table, one.name))
        except KeyError:
            unsaid.append(f"{one.table}.{one.name}")
            continue
        by_table.setdefault(one.table, []).append(said)
    sections = []
    for purpose in known.purposes.values():
        parts = [
            Part(table.name, table.whose, table.kept.say, tuple(by_table[table.name]))
            for table in known.tables.values()
            if table.purpose is purpose and table.name in by_table
        ]
        sections.append(Section(purpose, tuple(parts)))
    return Assessment(
        controller,
        version,
        made_on,
        tuple(sections),
        tuple(terms.values()),
        known.risks,
        tuple(unsaid),
    )


def to_markdown(found: Assessment) -> str:
    """The assessment as one Markdown page, in English."""
    blocks = [
        "# Data protection impact assessment",
        f"Controller: {found.controller or '________ (SC_CONTROLLER is not set)'}  \n"
        f"Catalogue: {found.version} · {found.made_on.isoformat()}",
        "A draft filled from the data catalogue (GDPR Article 35(7)). The controller checks "
        "every line with counsel, asks the people concerned where that harms nobody (Article "
        "35(9)), and signs it. What is marked *assumed* is a proposal.",
        "## Purposes, necessity, data",
        *(_section(one) for one in found.sections),
        *([f"Not in the catalogue yet: {', '.join(found.unsaid)}"] if found.unsaid else []),
        "## How long closed cases are kept",
        _table(
            ("term", "days", "basis", "source"),
            [(one.code, str(one.days), one.basis, one.source) for one in found.terms],
        ),
        "## Risks and measures",
        _table(
            ("risk", "severity", "likelihood", "measures", "what they do not stop"),
            [
                (
                    one.say,
                    one.severity,
                    one.likelihood,
                    "; ".join(one.measures),
                    f"threat model: {one.threat}",
                )
                for one in found.risks
            ],
        ),
        "## What is not there",
        "docs/operating.md, last section; docs/threat-model.md, what we do not protect.",
        "## Advice and decision",
        "Data protection officer: ________  \nDecision of the controller, day, name: ________",
    ]
    return "\n\n".join(blocks) + "\n"


def _section(one: Section) -> str:
    purpose = one.purpose
    assumed = " (assumed)" if purpose.assumed else ""
    facts = [
        f"- Legal basis{assumed}: {purpose.basis}",
        f"- Special categories: {purpose.special}",
        f"- Necessity: {purpose.necessity}",
        f"- Recipients: {', '.join(purpose.recipients)}",
        f"- Controller: {purpose.controller}",
    ]
    rows = [
        (f"`{part.name}`", part.whose, _words(part.sealed), _words(part.clear), part.kept)
        for part in one.parts
    ]
    heads = ("table", "whose", "sealed", "in clear", "kept")
    return "\n\n".join([f"### {purpose.say}", "\n".join(facts), _table(heads, rows)])


def _words(columns: Sequence[Said]) -> str:
    return "; ".join(dict.fromkeys(one.meaning for one in columns))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def message_ids() -> list[str]:
    """What the page says in the reader's language: all but sources and clear columns.

    The file stays English: the controller's counsel works on it.
    """
    known = catalogue()
    found = [risk.say for risk in known.risks]
    for risk in known.risks:
        found += [risk.severity, risk.likelihood, *risk.measures]
    for purpose in known.purposes.values():
        found += [purpose.say, purpose.basis, purpose.special, purpose.necessity]
        found += purpose.recipients
    found += [kept.say for kept in known.kept.values()]
    found += [table.whose for table in known.tables.values()]
    meanings = [known.columns, known.endings, *(t.columns for t in known.tables.values())]
    return found + [
        said
        for columns in meanings
        for name, said in columns.items()
        if name.startswith("sealed") or name in ALSO_SEALED
    ]
