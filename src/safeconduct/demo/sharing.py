"""A partner of the demonstration: the receiver of the referral, and what it answered."""

import base64
import json
from datetime import datetime
from pathlib import Path

from safeconduct.common.ids import new_id
from safeconduct.demo.telling import MINUTE, Teller
from safeconduct.partners import gate, services
from safeconduct.partners.core.terms import (
    TOKEN_MARK,
    Answer,
    Basis,
    Matter,
    PartnerClass,
    Scope,
)

NAME = "Counsel for refugees, Berlin"  # the recipient of the same referral (demo/desks.py)


def share_with_partner(t: Teller, folder: Path) -> None:
    """The partner, its token (kept beside the accounts), one share, one answer to it."""
    at = t.now - 10 * MINUTE
    vasyl, daria, olena = t.sign("vasyl", at), t.sign("daria", at), t.sign("olena", at)
    partner = services.propose_partner(vasyl, NAME, PartnerClass.LEGAL_AID)
    services.confirm(daria, Matter.PARTNER, partner)
    token, text = services.issue_token(vasyl, partner, list(Scope), 90)
    services.confirm(daria, Matter.TOKEN, token)
    made = services.propose_share(olena, t.files["abroad"], partner, Basis.CONSENT)
    services.confirm(vasyl, Matter.SHARE, made)
    secret = base64.urlsafe_b64decode(text.removeprefix(TOKEN_MARK) + "=")
    gate.answer(secret, new_id(), made, None, Answer.ACCEPTED)
    _keep(folder, text, at)


def _keep(folder: Path, token: str, at: datetime) -> None:
    sheet = {"partner": NAME, "token": token, "made_at": at.isoformat()}
    (folder / "demo-partner.json").write_text(json.dumps(sheet, indent=1))
