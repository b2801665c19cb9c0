"""An applicant's browser with one mailbox, for tests of contact."""

from datetime import datetime
from uuid import UUID

from safeconduct.common.ids import new_id
from safeconduct.contact import mailbox, services
from safeconduct.contact.core.terms import Danger, ItemBody, ItemKind, LetterBody, LetterKind
from safeconduct.record.services import act
from safeconduct.vault.opening import FileKeys
from safeconduct.vault.queries import desk_keys, open_file
from safeconduct.web.middleware import fresh_cookie
from tests.cast import Cast

TEXT = "Хочу жить. Двое. Зимородок-5521."


class Box:
    """A mailbox just made by a first letter, open in one browser."""

    def __init__(
        self,
        at: datetime,
        *,
        language: str = "ru",
        long_code: bool = True,
        danger: Danger = Danger.FRONT,
    ) -> None:
        self.at, self.cookie, self.letter = at, fresh_cookie(), new_id()
        self.file_id = services.receive_letter(
            letter_id=self.letter, body=LetterBody(LetterKind.MESSAGE, TEXT),
            danger=danger.value, language=language, cookie=self.cookie, at=at,
            long_code=long_code,
        )  # fmt: skip
        self.words = str(self.visitor.code_text)

    @property
    def visitor(self) -> mailbox.Visitor:
        """The visitor of the first browser."""
        return visit(self.cookie, self.at)


def visit(cookie: str, at: datetime) -> mailbox.Visitor:
    """The visitor behind a cookie, who must be there."""
    found = mailbox.visitor(cookie, at)
    assert found is not None
    return found


def come_back(words: str, at: datetime) -> mailbox.Visitor:
    """From another phone, with the words alone."""
    cookie = fresh_cookie()
    services.come_back(words, cookie, at)
    return visit(cookie, at)


def desk(cast: Cast, file_id: UUID) -> FileKeys:
    """The file's keys as the intake desk opens them."""
    return open_file(desk_keys(cast.iryna.keys), file_id)


def post(cast: Cast, box: Box, text: str, *, once: bool = False) -> UUID:
    """An answer of the team."""
    with act(cast.iryna.actor, box.at) as a:
        body = ItemBody(ItemKind.ANSWER, text, once)
        return services.post(a, desk(cast, box.file_id), body)
