"""Reads partners for officers, and what is to be delivered for the worker."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from safeconduct.partners.core.terms import (
    WAITS,
    Answer,
    Basis,
    EventKind,
    Matter,
    PartnerClass,
    Scope,
)
from safeconduct.partners.models import Ack, ByTwo, Delivery, Endpoint, Partner, Share, Token
from safeconduct.web.together import Reads, prepared, read

SHOWN = 50  # deliveries and answers: what one looks through; older ones are of no use


@dataclass(frozen=True)
class Stand:
    """What two people make: who proposed it, and whether it waits, counts or has ended."""

    sort: Matter
    id: UUID
    made_by: UUID
    made_at: datetime
    state: str  # waits, lapsed, counts, ended


@dataclass(frozen=True)
class PartnerView:
    """An organisation."""

    stand: Stand
    name: str
    category: PartnerClass


@dataclass(frozen=True)
class TokenView:
    """A token: never its secret."""

    stand: Stand
    scopes: tuple[Scope, ...]
    expires_at: datetime
    expired: bool


@dataclass(frozen=True)
class EndpointView:
    """An address that is told of events."""

    stand: Stand
    url: str


@dataclass(frozen=True)
class DeliveryView:
    """One event on its way: state is on the way, arrived or given up."""

    id: UUID
    url: str
    kind: EventKind
    at: datetime
    tries: int
    status: int | None
    state: str


@dataclass(frozen=True)
class ShareView:
    """A share of a case with a partner."""

    stand: Stand
    partner: str
    partner_id: UUID
    basis: Basis


@dataclass(frozen=True)
class AckView:
    """A partner's answer about a case."""

    id: UUID
    partner: str
    answer: Answer
    about_task: bool
    at: datetime
    seen: bool


@dataclass(frozen=True)
class Due:
    """A delivery whose time has come."""

    id: UUID
    url: str
    kind: EventKind
    share_id: UUID
    number: int
    at: datetime
    tries: int
    due_at: datetime


def _stand(sort: Matter, row: ByTwo, at: datetime) -> Stand:
    state = "waits" if at < row.made_at + WAITS else "lapsed"
    if row.confirmed_at is not None:
        state = "counts"
    if row.ended_at is not None:
        state = "ended"
    return Stand(sort, row.id, row.made_by, row.made_at, state)


def partners(at: datetime) -> list[PartnerView]:
    """Every organisation, by name; those that ended stay, for the record of what was shared."""
    return [_partner_view(row, at) for row in Partner.objects.order_by("name")]


def _partner_view(row: Partner, at: datetime) -> PartnerView:
    return PartnerView(_stand(Matter.PARTNER, row, at), row.name, PartnerClass(row.category))


def ready() -> list[tuple[UUID, str]]:
    """(id, name) of the organisations that count now."""
    rows = Partner.objects.filter(confirmed_at__isnull=False, ended_at__isnull=True)
    return list(rows.order_by("name").values_list("id", "name"))


def partner(partner_id: UUID, at: datetime) -> PartnerView | None:
    """One organisation, or None."""
    row = Partner.objects.filter(id=partner_id).first()
    return None if row is None else _partner_view(row, at)


def tokens(partner_id: UUID, at: datetime) -> list[TokenView]:
    """Its tokens, the newest first."""
    return [
        TokenView(
            _stand(Matter.TOKEN, row, at),
            tuple(map(Scope, row.scopes)),
            row.expires_at,
            row.expires_at <= at,
        )
        for row in Token.objects.filter(partner_id=partner_id).order_by("-made_at", "id")
    ]


def endpoints(partner_id: UUID, at: datetime) -> list[EndpointView]:
    """Its addresses, the newest first."""
    rows = Endpoint.objects.filter(partner_id=partner_id).order_by("-made_at", "id")
    return [EndpointView(_stand(Matter.ENDPOINT, row, at), row.url) for row in rows]


def deliveries(partner_id: UUID) -> list[DeliveryView]:
    """What was sent or waits, the newest first; what was given up before everything else."""
    rows = Delivery.objects.filter(endpoint__partner_id=partner_id)
    rows = rows.select_related("endpoint", "event")
    given_up = Q(due_at__isnull=True, done_at__isnull=True)
    lost = rows.filter(given_up).order_by("-event__number")[:SHOWN]
    others = rows.exclude(given_up).order_by("-event__number")[:SHOWN]
    return [_delivery_view(row) for row in [*lost, *others]]


def _delivery_view(row: Delivery) -> DeliveryView:
    waits = row.due_at is not None and row.endpoint.ended_at is None
    state = "on the way" if waits else "given up"
    return DeliveryView(
        row.id,
        row.endpoint.url,
        EventKind(row.event.kind),
        row.event.at,
        row.tries,
        row.status,
        state if row.done_at is None else "arrived",
    )


def shares_count(partner_id: UUID) -> int:
    """How many cases are shared with the partner now; which, only their own officers see."""
    rows = Share.objects.filter(partner_id=partner_id, confirmed_at__isnull=False)
    return rows.filter(ended_at__isnull=True).count()


def shares_of(file_id: UUID, at: datetime) -> list[ShareView]:
    """With whom a case is, was or may be shared; the newest first. Ask for members only."""
    return read(ask_shares(file_id, at))


def ask_shares(file_id: UUID, at: datetime) -> Reads[list[ShareView]]:
    """As `shares_of`, together with other reads."""
    rows = _shares(file_id)
    yield [rows]
    return [
        ShareView(
            _stand(Matter.SHARE, row, at), row.partner.name, row.partner_id, Basis[row.basis]
        )
        for row in rows
    ]


def answers_of(file_id: UUID) -> list[AckView]:
    """What partners answered about a case, the newest first. Ask for members only."""
    return read(ask_answers(file_id))


def ask_answers(file_id: UUID) -> Reads[list[AckView]]:
    """As `answers_of`, together with other reads."""
    rows = _answers(file_id)
    yield [rows]
    return [
        AckView(
            row.id,
            row.share.partner.name,
            Answer(row.answer),
            row.task_id is not None,
            row.at,
            row.seen_at is not None,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class ReceiverView:
    """A receiver of referrals that is a partner with a programme of its own.

    `share`: the one with this case that waits or counts; `answers`: about this case.
    """

    partner_id: UUID
    name: str
    share: ShareView | None
    answers: tuple[AckView, ...]


def receiver(name: str, file_id: UUID, at: datetime) -> ReceiverView | None:
    """The partner of a recipient's name, when a token of it works; ask for members only.

    Two people decided about either name: the same name is the same organisation.
    """
    works = Q(token__confirmed_at__isnull=False, token__ended_at__isnull=True)
    ready = Partner.objects.filter(confirmed_at__isnull=False, ended_at__isnull=True, name=name)
    row = ready.filter(works & Q(token__expires_at__gt=at)).first()
    if row is None:
        return None
    shares = [one for one in shares_of(file_id, at) if one.partner_id == row.id]
    open_ = [one for one in shares if one.stand.state in ("waits", "counts")]
    answers = [one for one in answers_of(file_id) if one.partner == row.name]
    return ReceiverView(row.id, row.name, open_[0] if open_ else None, tuple(answers))


def unseen_since() -> dict[UUID, datetime]:
    """Cases with answers that nobody has seen: when the newest of them came."""
    rows = Ack.objects.filter(seen_at__isnull=True).values_list("share__file_id")
    return dict(rows.annotate(newest=Max("at")).order_by())


@prepared
def _shares(file_id: UUID) -> QuerySet[Share]:
    rows = Share.objects.filter(file_id=file_id).select_related("partner")
    return rows.order_by("-made_at", "id")


@prepared
def _answers(file_id: UUID) -> QuerySet[Ack]:
    rows = Ack.objects.filter(share__file_id=file_id).select_related("share__partner")
    return rows.order_by("-at", "id")[:SHOWN]


def to_deliver(at: datetime, most: int) -> list[Due]:
    """Deliveries whose time has come, the oldest first; none to addresses that ended."""
    rows = Delivery.objects.filter(
        due_at__lte=at,
        endpoint__ended_at__isnull=True,
        endpoint__partner__ended_at__isnull=True,
    )
    rows = rows.select_related("endpoint", "event").order_by("due_at", "id")[:most]
    return [
        Due(
            row.id,
            row.endpoint.url,
            EventKind(row.event.kind),
            row.event.share_id,
            row.event.number or 0,
            row.event.at,
            row.tries,
            row.due_at or at,
        )
        for row in rows
    ]
