"""Which rooms show a card or offer acts on the case page, in the page's order."""

from collections.abc import Callable

from safeconduct.casework.core.kinds import Track, tracks_without
from safeconduct.casework.office import (
    access,
    briefing,
    callback,
    case,
    danger,
    importing,
    links,
    merging,
    own_data,
    recontact,
    referring,
    retention,
    team,
    telling,
    translating,
)
from safeconduct.casework.office.look import NO_PART, Look, Part
from safeconduct.materiel.office import case as materiel
from safeconduct.partners.office import case as partners
from safeconduct.passage.office import case as passage
from safeconduct.protection.office import case as protection
from safeconduct.screening.office import case as screening
from safeconduct.status.office import case as status
from safeconduct.support.office import case as support
from safeconduct.testimony.office import case as testimony
from safeconduct.vetting.office import case as vetting
from safeconduct.web.together import Reads, each

PARTS: tuple[Callable[[Look], Reads[Part] | Part], ...] = (
    callback.part,
    importing.part,
    recontact.part,
    passage.part,
    briefing.part,
    telling.part,
    translating.part,
    danger.part,
    links.part,
    merging.part,
    referring.part,
    team.part,
    own_data.part,
    retention.part,
    access.part,
    screening.part,
    vetting.part,
    materiel.part,
    support.part,
    testimony.part,
    protection.part,
    status.part,
    partners.part,
    case.part,
)


TRACKS: dict[Callable[[Look], Reads[Part] | Part], Track] = {
    passage.part: Track.PASSAGE,
    materiel.part: Track.EQUIPMENT,
    testimony.part: Track.TESTIMONY,
    vetting.part: Track.VETTING,
    status.part: Track.STATUS,
    support.part: Track.MONEY,
}


def ask_parts(look: Look) -> Reads[list[Part]]:
    """Every room's part: its card, if it has one for this officer, and its acts."""
    parts = yield from each(make(look) for make in PARTS)
    lacks = tracks_without(look.case.kind)
    return [
        of_kind(part) if TRACKS.get(make) in lacks else part
        for make, part in zip(PARTS, parts, strict=True)
    ]


def of_kind(part: Part) -> Part:
    """What is left of a track that the kind lacks: all of it, once something was begun.

    Whoever sees no card of it may still have something to do there.
    """
    if part.card is None:
        return Part(acts=part.acts)
    return NO_PART if part.card.empty else part
