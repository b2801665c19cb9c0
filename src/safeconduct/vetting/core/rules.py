"""Decides in words: the ladder of findings, and why a result cannot be concluded yet."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from safeconduct.casework.core.terms import Vetting

from .terms import (
    Answer,
    ConclusionFacts,
    Direction,
    Distortion,
    Finding,
    Grade,
    Indicator,
    Lean,
    ReopenFacts,
    Result,
    Source,
    Standing,
    Step,
    WhyNot,
)

# How each letter and figure of the Admiralty pair reads in words. The scale is NATO's; the
# cut into three words is assumed by this project (data/admiralty.toml repeats it for pages).
SOURCE_READS: Mapping[Source, Standing] = {
    Source.A: Standing.FIRM,
    Source.B: Standing.FIRM,
    Source.C: Standing.FAIR,
    Source.D: Standing.WEAK,
    Source.E: Standing.WEAK,
    Source.F: Standing.UNJUDGED,
}
GRADE_READS: Mapping[Grade, Standing] = {
    Grade.G1: Standing.FIRM,
    Grade.G2: Standing.FIRM,
    Grade.G3: Standing.FAIR,
    Grade.G4: Standing.WEAK,
    Grade.G5: Standing.WEAK,
    Grade.G6: Standing.UNJUDGED,
}
_BEST_FIRST = tuple(Standing)
SENTENCES: Mapping[Lean, str] = {
    Lean.SUPPORTS: "This speaks for the person.",
    Lean.ASKS: "This asks for a closer look. It proves nothing by itself.",
    Lean.BOTH: "Part of this speaks for the person and part asks for a closer look.",
    Lean.NOTHING: "This is on the file and moves nothing.",
}


def standing(finding: Finding) -> Standing:
    """The worse of source and item, in words; one unknown half reads as weak.

    Only an unknown source with an unknown item (F6) cannot be judged at all.
    """
    reads = (SOURCE_READS[finding.source], GRADE_READS[finding.grade])
    if all(word is Standing.UNJUDGED for word in reads):
        return Standing.UNJUDGED
    capped = (Standing.WEAK if word is Standing.UNJUDGED else word for word in reads)
    return max(capped, key=_BEST_FIRST.index)


def moves(finding: Finding) -> bool:
    """Whether a finding can move the picture: it points somewhere and can be judged."""
    return finding.direction is not Direction.NEUTRAL and (
        standing(finding) is not Standing.UNJUDGED
    )


def ladder(
    findings: Iterable[Finding], indicators: Mapping[str, Indicator]
) -> tuple[Step, ...]:
    """The findings as steps in words, best sourced first; copies and order change nothing.

    Findings that share a dependence group or an origin, even by way of a third, are one step:
    three reports from one mouth are one report. Findings that move nothing stand apart and
    join nothing. Raises KeyError for a finding under an indicator that is not in the catalogue.
    """
    unique = set(findings)
    weighed = _together([f for f in unique if moves(f)], indicators)
    idle = _by_indicator([f for f in unique if not moves(f)])
    steps = {_step(bundle, indicators) for bundle in (*weighed, *idle)}
    return tuple(sorted(steps, key=_place))


def _together(
    findings: list[Finding], indicators: Mapping[str, Indicator]
) -> list[list[Finding]]:
    """Connected bundles: an edge is a shared dependence group or a shared origin."""
    bundles: list[tuple[set[str | UUID], list[Finding]]] = []
    for finding in findings:
        marks: set[str | UUID] = {indicators[finding.indicator].group, finding.origin}
        members = [finding]
        apart = []
        for other_marks, other_members in bundles:
            if marks.isdisjoint(other_marks):
                apart.append((other_marks, other_members))
            else:
                marks |= other_marks
                members += other_members
        bundles = [*apart, (marks, members)]
    return [members for _, members in bundles]


def _by_indicator(findings: list[Finding]) -> list[list[Finding]]:
    """One bundle per indicator."""
    names = {finding.indicator for finding in findings}
    return [[f for f in findings if f.indicator == name] for name in names]


def _step(bundle: list[Finding], indicators: Mapping[str, Indicator]) -> Step:
    """One bundle in words: it stands as well as its best sourced finding."""
    lean = _lean(bundle)
    return Step(
        lean=lean,
        standing=min((standing(f) for f in bundle), key=_BEST_FIRST.index),
        sentence=SENTENCES[lean],
        questions=tuple(sorted({indicators[f.indicator].question for f in bundle})),
        several_origins=len({f.origin for f in bundle}) > 1,
        still_to_put=any(_not_put(f) for f in bundle),
    )


def _lean(bundle: list[Finding]) -> Lean:
    """Which way a bundle points; findings that move nothing have no say."""
    directions = {f.direction for f in bundle if moves(f)}
    if not directions:
        return Lean.NOTHING
    if len(directions) > 1:
        return Lean.BOTH
    return Lean.SUPPORTS if Direction.SUPPORTS in directions else Lean.ASKS


def _place(step: Step) -> tuple[int, int, tuple[str, ...], bool, bool]:
    """A total order of steps: standing, lean, then the words."""
    return (
        _BEST_FIRST.index(step.standing),
        tuple(Lean).index(step.lean),
        step.questions,
        step.several_origins,
        step.still_to_put,
    )


def _not_put(finding: Finding) -> bool:
    """An adverse point the person has not heard; "not needed" is no excuse for one."""
    return finding.direction is Direction.ASKS and finding.answer in {
        Answer.NOT_PUT,
        Answer.NOT_NEEDED,
    }


def reasons_not_to_conclude(facts: ConclusionFacts) -> list[WhyNot]:
    """Every reason why this result cannot be concluded, in a fixed order; empty when it can."""
    return [*_about_people(facts), *_about_words(facts), *_about_findings(facts)]


# What cannot be known while nobody has decided yet.
_ABOUT_DECIDER = frozenset({WhyNot.SAME_PERSON, WhyNot.NOT_A_LEAD})


def reasons_not_to_propose(facts: ConclusionFacts) -> list[WhyNot]:
    """As `reasons_not_to_conclude`, without what concerns the officer who will decide."""
    return [why for why in reasons_not_to_conclude(facts) if why not in _ABOUT_DECIDER]


def reasons_not_to_add(
    state: Vetting, indicator_known: bool, note: str, in_future: bool
) -> list[WhyNot]:
    """Why a finding cannot be written down; facts stay recordable after a result."""
    checks = {
        WhyNot.NOT_POSSIBLE_NOW: state is Vetting.NONE,
        WhyNot.NO_SUCH_INDICATOR: not indicator_known,
        WhyNot.NO_NOTE: not note.strip(),
        WhyNot.IN_THE_FUTURE: in_future,
    }
    return [reason for reason, unmet in checks.items() if unmet]


def reasons_not_to_answer(now: Answer, fresh: Answer, text: str) -> list[WhyNot]:
    """Why the person's answer to a point cannot be written down like this.

    An answer once given stays: what the person said is never replaced by "could not answer".
    """
    lowers = fresh in {Answer.NOT_PUT, Answer.NOT_NEEDED} or now is Answer.ANSWERED
    checks = {
        WhyNot.NOT_POSSIBLE_NOW: lowers,
        WhyNot.NO_ANSWER_WRITTEN: fresh is Answer.ANSWERED and not text.strip(),
    }
    return [reason for reason, unmet in checks.items() if unmet]


def first_answer(direction: Direction) -> Answer:
    """Where a new finding starts: a point that asks for a closer look must be put."""
    return Answer.NOT_PUT if direction is Direction.ASKS else Answer.NOT_NEEDED


def _about_people(facts: ConclusionFacts) -> list[WhyNot]:
    checks = {
        WhyNot.SAME_PERSON: facts.proposer == facts.decider,
        WhyNot.NOT_AN_ANALYST: not facts.proposer_is_analyst,
        WhyNot.NOT_A_LEAD: not facts.decider_is_lead,
    }
    return [reason for reason, unmet in checks.items() if unmet]


def _about_words(facts: ConclusionFacts) -> list[WhyNot]:
    against_person = facts.result is not Result.CLEAR
    checks = {
        WhyNot.NO_REASONS: not facts.reasons.strip(),
        WhyNot.FOR_NOT_WRITTEN: not facts.speaks_for.strip(),
        WhyNot.AGAINST_NOT_WRITTEN: not facts.speaks_against.strip(),
        WhyNot.DISTORTIONS_NOT_CONSIDERED: against_person
        and facts.distortions_considered != frozenset(Distortion),
    }
    return [reason for reason, unmet in checks.items() if unmet]


def _about_findings(facts: ConclusionFacts) -> list[WhyNot]:
    adverse = facts.result is Result.ADVERSE
    steps = ladder(facts.findings, facts.indicators)
    asking = [step for step in steps if step.lean in {Lean.ASKS, Lean.BOTH}]
    supporting = [step for step in steps if step.lean in {Lean.SUPPORTS, Lean.BOTH}]
    unheard = any(
        f.direction is Direction.ASKS and f.answer is Answer.PUT_UNANSWERABLE
        for f in facts.findings
    )
    checks = {
        WhyNot.NOTHING_FOR: facts.result is Result.CLEAR and not supporting,
        WhyNot.NOTHING_AGAINST: facts.result is not Result.CLEAR and not asking,
        # UNHCR and the Refugee Rights Toolkit: no single indicator decides. A step that points
        # both ways is no second fact against the person.
        WhyNot.ONE_FACT_ALONE: adverse
        and bool(asking)
        and sum(step.lean is Lean.ASKS for step in steps) < 2,
        WhyNot.NOT_PUT_TO_PERSON: any(_not_put(f) for f in facts.findings),
        WhyNot.NOT_ANSWERABLE_YET: adverse and unheard,
    }
    return [reason for reason, unmet in checks.items() if unmet]


def reasons_not_to_reopen(facts: ReopenFacts) -> list[WhyNot]:
    """Every reason why a result cannot be reopened; empty when it can."""
    checks = {
        WhyNot.NO_RESULT_TO_REOPEN: facts.state in {Vetting.NONE, Vetting.OPEN},
        WhyNot.MAY_NOT_REOPEN: not facts.by_vetting_lead,
        WhyNot.NO_REASON_TO_REOPEN: not facts.reason.strip(),
    }
    return [reason for reason, unmet in checks.items() if unmet]


def reasons_not_to_hear_appeal(reader: UUID, took_part: frozenset[UUID]) -> list[WhyNot]:
    """Why `reader` cannot hear an appeal against a result that `took_part` made."""
    return [WhyNot.NOT_SOMEONE_NEW] if reader in took_part else []
