"""Turns the core's figures into translated lines, bars and table rows for the template."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from safeconduct.impact.core import chart
from safeconduct.impact.core.terms import (
    AssetClass,
    Assumption,
    Grade,
    Interval,
    ProgrammeReport,
    TwoPaths,
)
from safeconduct.web.say import say, say_day

NAMES: Mapping[AssetClass, object] = {
    AssetClass.TANK: _("Tank"),
    AssetClass.IFV_APC: _("Fighting vehicle or carrier"),
    AssetClass.SELF_PROPELLED_ARTILLERY: _("Self-propelled gun"),
    AssetClass.HELICOPTER: _("Helicopter"),
    AssetClass.COMBAT_AIRCRAFT: _("Combat aircraft"),
    AssetClass.OTHER: _("Other equipment"),
}
LOOKS: Mapping[chart.Role, str] = {
    chart.Role.TITLE: "value",
    chart.Role.HEADING: "value",
    chart.Role.LABEL: "",
    chart.Role.VALUE: "",
    chart.Role.TICK: "faint",
    chart.Role.NOTE: "faint",
}
# A reader must see at once which inputs are only assumed.
TONES: Mapping[Grade, str] = {Grade.DATA: "ok", Grade.EXPERT: "", Grade.ASSUMED: "wait"}
GROUPED = 1000  # from here on numbers are written in groups of three


@dataclass(frozen=True)
class Line:
    """One text of the drawing."""

    x: int
    y: int
    anchor: str
    look: str
    text: str


@dataclass(frozen=True)
class Drawing:
    """One layout of the chart; `screen` is the class that shows it on phones or on desks."""

    screen: str
    chart: chart.Chart
    title: str
    description: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Row:
    """A row of a table: three cells, or one that spans them."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """One input of the register."""

    label: str
    value: str
    span: str
    unit: str
    grade: str
    tone: str
    source: str


def speak(words: chart.Words) -> str:
    """The sentence of the core in the language of the page, with its values spoken too."""
    text = say(words.msgid)
    return text % {key: say(one) for key, one in words.values.items()} if words.values else text


def drawings(result: TwoPaths) -> tuple[Drawing, ...]:
    """The chart for a phone and for a desk; both hold the same numbers."""
    both = chart.layouts(result)
    return tuple(
        _drawing(one, screen) for one, screen in zip(both, ("phone", "desk"), strict=True)
    )


def _drawing(one: chart.Chart, screen: str) -> Drawing:
    lines = tuple(
        Line(t.x, t.y, t.anchor.value, LOOKS[t.role], speak(t.words)) for t in one.texts
    )
    # Somebody who listens hears what the eye sees, ticks left out.
    heard = [
        speak(t.words) for t in one.texts if t.role not in {chart.Role.TITLE, chart.Role.TICK}
    ]
    return Drawing(screen, one, speak(one.title), ". ".join(heard), lines)


def table_of(result: TwoPaths) -> tuple[Row, ...]:
    """The table under the chart."""
    return tuple(Row(speak(row.label), row.cells) for row in chart.table_rows(result))


def whole(value: float) -> str:
    """Whole lives, never "-0"."""
    return str(round(value))


def _cells(found: Interval) -> tuple[str, ...]:
    return (whole(found.median), whole(found.low), whole(found.high))


def estimates(found: ProgrammeReport) -> tuple[Row, ...]:
    """Rows of the programme's own estimate; what it cost comes first."""
    rows = [
        Row(
            gettext("Deaths caused: on the way, in care, among those who receive"),
            _cells(found.deaths_caused),
        ),
        Row(gettext("Deaths avoided, Russian side"), _cells(found.avoided_russian)),
        Row(gettext("Deaths avoided, Ukrainian side"), _cells(found.avoided_ukrainian)),
        Row(gettext("Deaths avoided, both sides, net of deaths caused"), _cells(found.avoided)),
    ]
    for at in found.at_replacement:
        words = chart.Words(chart.AT_REPLACEMENT, {"percent": str(at.replacement_percent)})
        rows.append(Row(speak(words), _cells(at.avoided)))
    rows.append(Row(gettext("Chance of a net loss of life, %"), (found.net_loss.percent,)))
    return tuple(rows)


def counted(found: ProgrammeReport) -> tuple[Row, ...]:
    """What was counted, not estimated: people, equipment by class, money by currency."""
    rows = [Row(gettext("People who arrived in safety"), (str(found.people_arrived),))]
    rows += [Row(str(NAMES[owner]), (str(count),)) for owner, count in found.assets]
    if not found.assets:
        rows.append(Row(gettext("Equipment received"), ("0",)))
    money = [str(amount) for amount in found.money_paid] or ["0"]
    return (*rows, *(Row(gettext("Money paid"), (amount,)) for amount in money))


def number(value: float) -> str:
    """A plain number; from a thousand on in groups of three, held together."""
    return f"{value:,.0f}".replace(",", "\u00a0") if value >= GROUPED else f"{value:g}"


def register(inputs: Mapping[str, Assumption]) -> tuple[Given, ...]:
    """Every input of the model, with grade and source."""
    return tuple(
        Given(
            label=say(row.label),
            value=number(row.value),
            span=f"{number(row.low)} – {number(row.high)}",
            unit=say(row.unit),
            grade=say(row.grade.value),
            tone=TONES[row.grade],
            source=f"{row.source} ({say_day(row.source_date)})",
        )
        for row in inputs.values()
    )


def captured_line(result: TwoPaths) -> str:
    """The recorded captures of the class, said as what they are: an upper bound."""
    bound, share = result.captured, result.captured_share
    text = ngettext(
        "%(period)s: %(captured)d of %(total)s recorded losses was captured, "
        "%(share)s %% (%(low)s to %(high)s).",
        "%(period)s: %(captured)d of %(total)s recorded losses were captured, "
        "%(share)s %% (%(low)s to %(high)s).",
        bound.captured,
    )
    return text % {
        "period": bound.period,
        "captured": bound.captured,
        "total": number(bound.total),
        "share": f"{100 * share.median:.1f}",
        "low": f"{100 * share.low:.1f}",
        "high": f"{100 * share.high:.1f}",
    }
