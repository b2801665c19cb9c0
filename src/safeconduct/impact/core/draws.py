"""Seeded Monte Carlo draws behind every figure of the impact room.

Each input has its own random stream, keyed by its name: changing one assumption leaves all
other draws as they were, so two scenarios differ only in what was changed.
"""

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from safeconduct.common.refusal import refuse_if
from safeconduct.impact.core import catalogue, rules
from safeconduct.impact.core.terms import (
    AssetClass,
    Assumption,
    AtReplacement,
    Chance,
    HandoverParts,
    Interval,
    Note,
    Path,
    PathDeaths,
    ProgrammeFacts,
    ProgrammeReport,
    Shape,
    TwoPaths,
)

Column = NDArray[np.float64]  # one number per draw
Columns = dict[str, Column]
Inputs = Mapping[str, Assumption]

DRAWS = 10_000  # fixes the 5, 50 and 95 % points to a few tenths of a per cent
CHUNK = 5_000  # draws held at once; keeps memory small however many are asked for
KEPT = tuple(1 - percent / 100 for percent in rules.REPLACEMENT_PERCENTS)
SEED = 7229  # any number would do: the one of the Ukrainian reward law


class Streams:
    """One generator per name, all from one seed (SFC64)."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._known: dict[str, np.random.Generator] = {}

    def of(self, name: str) -> np.random.Generator:
        """The stream of that name; the same object every time, so chunks continue it."""
        if name not in self._known:
            entropy = np.random.SeedSequence([self._seed, crc32(name.encode())])
            self._known[name] = np.random.Generator(np.random.SFC64(entropy))
        return self._known[name]


def sample(row: Assumption, rng: np.random.Generator, size: int) -> Column:
    """`size` draws of one input, in its own unit."""
    if row.shape is Shape.FIXED:
        return np.full(size, row.value, dtype=np.float64)
    if row.shape is Shape.UNIFORM:
        return rng.uniform(row.low, row.high, size)
    if row.shape is Shape.TRIANGULAR:
        return rng.triangular(row.low, row.value, row.high, size)
    return rng.beta(row.a, row.b, size)


def _sample_all(inputs: Inputs, streams: Streams, size: int) -> Columns:
    return {name: sample(row, streams.of(name), size) for name, row in inputs.items()}


def _chunk_sizes(draws: int) -> list[int]:
    whole, rest = divmod(draws, CHUNK)
    return [CHUNK] * whole + ([rest] if rest else [])


def _interval(column: Column) -> Interval:
    low, median, high = (float(q) for q in np.quantile(column, (0.05, 0.5, 0.95)))
    return Interval(low, median, high)


def _chance_below_zero(column: Column) -> Chance:
    return Chance(hits=int((column < 0).sum()), draws=len(column))


def _at_replacement(nets: Sequence[Column]) -> tuple[AtReplacement, ...]:
    """Net deaths avoided at each fixed replacement, in the order of the percents."""
    pairs = zip(rules.REPLACEMENT_PERCENTS, nets, strict=True)
    return tuple(
        AtReplacement(percent, _interval(net), _chance_below_zero(net))
        for percent, net in pairs
    )


def _harm_per_man_year(x: Columns) -> Column:
    """Ukrainian deaths per Russian soldier and year: hazard x ratio of the two tolls."""
    return x["hazard"] * x["ukrainian_killed"] / x["russian_killed"]


def _asset_columns(x: Columns) -> Columns:
    """Mean deaths per asset on both paths, for one class.

    Combat: a severe loss or another, each with its own deaths aboard; and the Ukrainian
    deaths the asset would still cause until it is lost. Handover: comrades aboard who did not
    know, the crossing of those who live, reprisal afterwards, and those who receive it. The
    later danger of a crew that survives combat is left out, which favours the combat path.
    """
    severe = x["severe_share"]
    unwitting = x["unwitting_share"] * x["others_aboard"]
    crew = unwitting * x["unwitting_death"]
    aboard = 1 + x["others_aboard"]
    crossing = x["crossing_with_asset"] * (aboard - crew)
    knowing = (aboard - unwitting) * (1 - x["crossing_with_asset"])
    man_years = x["crew"] * x["time_in_fight"] * x["weapon_factor"]
    return {
        "combat": severe * x["deaths_severe"] + (1 - severe) * x["deaths_other"],
        "harm": man_years * _harm_per_man_year(x),
        "replacement": x["replacement"],
        "crew": crew,
        "crossing": crossing,
        "reprisal": knowing * x["reprisal"] * x["reprisal_years"],
        "reception": x["reception_asset"],
    }


def _one_case(x: Columns, y: Columns, streams: Streams) -> Column:
    """Net deaths avoided in one single case, as whole lives: people live or die together.

    One severe loss or not, one crew that knows or does not, one crossing that ends well or
    not; so one case can go far worse than the mean in `_asset_columns`.
    """
    size = len(x["severe_share"])

    def happens(name: str, chance: Column) -> NDArray[np.bool_]:
        return streams.of(f"one {name}").random(size) < chance

    severe = happens("severe", x["severe_share"])
    combat = streams.of("one combat").poisson(
        np.where(severe, x["deaths_severe"], x["deaths_other"])
    )
    harm = streams.of("one harm").poisson(y["harm"] * (1 - y["replacement"]))
    others = np.rint(x["others_aboard"]).astype(np.int64)
    unaware = happens("unwitting", x["unwitting_share"])
    exposed = np.where(unaware, others, 0)
    crew = streams.of("one crew").binomial(exposed, x["unwitting_death"])
    hit = happens("crossing", x["crossing_with_asset"])
    crossing = np.where(hit, 1 + others - crew, 0)
    knowing = np.where(hit, 0, 1 + others - exposed)
    risk = np.minimum(1.0, x["reprisal"] * x["reprisal_years"])
    reprisal = streams.of("one reprisal").binomial(knowing, risk)
    reception = streams.of("one reception").poisson(y["reception"])
    net = combat + harm - crew - crossing - reprisal - reception
    return net.astype(np.float64)


def _asset_chunk(inputs: Inputs, streams: Streams, size: int) -> Columns:
    x = _sample_all(inputs, streams, size)
    y = _asset_columns(x)
    return {**y, "one": _one_case(x, y, streams)}


def _gather(chunks: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([c[name] for c in chunks]) for name in chunks[0]}


def _path(path: Path, russian: Column, ukrainian: Column) -> PathDeaths:
    total = _interval(russian + ukrainian)
    return PathDeaths(path, _interval(russian), _interval(ukrainian), total)


def two_paths(
    asset_class: AssetClass,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    inputs: Inputs | None = None,
) -> TwoPaths:
    """Mean deaths per asset of this class if destroyed in combat, and if handed over.

    Ukrainian deaths on the combat path are net of replacement. `inputs` replaces the whole
    register (for limits and what-if); default `catalogue.inputs_for`. Raises Refused for a
    class without assumptions or too few draws.
    """
    given = catalogue.inputs_for(asset_class) if inputs is None else inputs
    refuse_if(rules.reasons_not_to_draw(draws))
    streams = Streams(seed)
    y = _gather([_asset_chunk(given, streams, size) for size in _chunk_sizes(draws)])
    ukrainian = y["harm"] * (1 - y["replacement"])
    leaving = y["crew"] + y["crossing"] + y["reprisal"]
    russian_avoided, ukrainian_avoided = y["combat"] - leaving, ukrainian - y["reception"]
    net = russian_avoided + ukrainian_avoided
    bound = catalogue.captured(asset_class)
    return TwoPaths(
        asset_class=asset_class,
        draws=draws,
        seed=seed,
        destroyed=_path(Path.DESTROYED, y["combat"], ukrainian),
        handed_over=_path(Path.HANDED_OVER, leaving, y["reception"]),
        parts=HandoverParts(
            unwitting_crew=_interval(y["crew"]),
            crossing=_interval(y["crossing"]),
            reprisal=_interval(y["reprisal"]),
            reception=_interval(y["reception"]),
        ),
        avoided_russian=_interval(russian_avoided),
        avoided_ukrainian=_interval(ukrainian_avoided),
        avoided=_interval(net),
        net_loss_one=_chance_below_zero(y["one"]),
        net_loss_mean=_chance_below_zero(net),
        at_replacement=_at_replacement(
            [russian_avoided + y["harm"] * kept - y["reception"] for kept in KEPT]
        ),
        captured=bound,
        captured_share=rules.share_of(bound.captured, bound.total),
        notes=(Note.AVERAGE, Note.CAPTURED, Note.CONTESTED, Note.REPLACEMENT),
    )


def _person_columns(x: Columns, arrived: int, streams: Streams) -> Columns:
    """Deaths avoided and caused for `arrived` people, as whole lives.

    Someone sent back to the front saves only part of the time away. Deaths on the way are
    those of people who set out and are not among the arrived: odds, not share.
    """
    stay = 1 - x["returned"] * x["sent_back"]
    years = x["time_left"]
    danger = 1 - np.exp(-x["hazard"] * x["front_line"] * years)
    saved = danger * (stay + (1 - stay) * x["time_away"])
    later = np.minimum(1.0, x["custody"] + x["reprisal"] * x["reprisal_years"])
    way = x["crossing_alone"] / (1 - x["crossing_alone"])
    harm = stay * years * _harm_per_man_year(x) * x["marginal_person"]

    def poisson(name: str, mean: Column) -> Column:
        return streams.of(f"person {name}").poisson(mean).astype(np.float64)

    return {
        "saved": streams.of("person saved").binomial(arrived, saved).astype(np.float64),
        "after": streams.of("person after").binomial(arrived, later).astype(np.float64),
        "way": poisson("way", arrived * way),
        "harm": arrived * harm,
        "reception": poisson("reception", arrived * x["reception_person"]),
        "replacement": x["replacement"],
    }


def _with_asset(
    total: Columns, owner: AssetClass, count: int, x: Columns, streams: Streams
) -> Columns:
    """Adds `count` assets of one class: the other side's lives, and the unwitting crew."""
    own = _asset_columns(x)
    crew = streams.of(f"{owner} crew").poisson(count * own["crew"])
    reception = streams.of(f"{owner} reception").poisson(count * own["reception"])
    return {
        **total,
        "way": total["way"] + crew,
        "harm": total["harm"] + count * own["harm"],
        "reception": total["reception"] + reception,
    }


def _programme_chunk(facts: ProgrammeFacts, streams: Streams, size: int) -> Columns:
    common = _sample_all(catalogue.common_inputs(), streams, size)
    total = _person_columns(common, facts.people_arrived, streams)
    for owner, count in facts.assets:
        if owner is AssetClass.OTHER:
            continue
        own = {
            row.name: sample(row, streams.of(f"{owner} {row.name}"), size)
            for row in catalogue.own_inputs(owner)
        }
        total = _with_asset(total, owner, count, {**common, **own}, streams)
    if facts.deaths_recorded is not None:
        total["way"] = np.full(size, float(facts.deaths_recorded))
    # the means are those of many; what happens to so few is chance again
    rates = [1 - total["replacement"], *(np.full(size, kept) for kept in KEPT)]
    for position, rate in enumerate(rates):
        lives = streams.of(f"harm {position}").poisson(total["harm"] * rate)
        total[f"ukrainian {position}"] = lives.astype(np.float64)
    return total


def programme_totals(
    facts: ProgrammeFacts, *, draws: int = DRAWS, seed: int = SEED
) -> ProgrammeReport:
    """The programme's own totals and the deaths avoided that follow, in whole lives.

    Works from zero: nothing arrived gives intervals of zero. Raises Refused with every reason
    when a count is negative, a class repeats or the draws are too few.
    """
    refuse_if([*rules.reasons_not_to_total(facts), *rules.reasons_not_to_draw(draws)])
    streams = Streams(seed)
    y = _gather([_programme_chunk(facts, streams, size) for size in _chunk_sizes(draws)])
    russian = y["saved"] - y["after"] - y["way"]
    ukrainian = y["ukrainian 0"] - y["reception"]
    fixed = [y[f"ukrainian {position}"] for position in range(1, len(KEPT) + 1)]
    return ProgrammeReport(
        as_of=facts.as_of,
        people_arrived=facts.people_arrived,
        assets=tuple(sorted(facts.assets)),
        money_paid=rules.sum_by_currency(facts.money_paid),
        draws=draws,
        seed=seed,
        deaths_caused=_interval(y["way"] + y["after"] + y["reception"]),
        avoided_russian=_interval(russian),
        avoided_ukrainian=_interval(ukrainian),
        avoided=_interval(russian + ukrainian),
        net_loss=_chance_below_zero(russian + ukrainian),
        at_replacement=_at_replacement([russian + lives - y["reception"] for lives in fixed]),
        notes=rules.notes_for_totals(facts),
    )
