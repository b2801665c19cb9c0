"""Call-back words: two words by which a person and a caller know each other; pure."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from safeconduct.contact.core.code import Language, lexicon


@dataclass(frozen=True)
class CallBack:
    """The programme says `ours` first; the person answers with `theirs`."""

    ours: str
    theirs: str

    def to_json(self) -> str:
        """Canonical text to seal."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def callback(text: str) -> CallBack:
    """Call-back words as sealed by `CallBack.to_json`."""
    raw = json.loads(text)
    return CallBack(raw["ours"], raw["theirs"])


def new_callback(
    language: Language,
    code_words: Sequence[str],
    choose: Callable[[Sequence[str]], str] = secrets.choice,
) -> CallBack:
    """Two different words of the language's list, none of them of the return code.

    Whoever listens in on a call may learn both, and must learn nothing of the code by it.
    """
    words = lexicon(language).words
    ours = _chosen(words, code_words, choose)
    return CallBack(ours, _chosen(words, [*code_words, ours], choose))


def _chosen(
    words: Sequence[str], barred: Sequence[str], choose: Callable[[Sequence[str]], str]
) -> str:
    while (word := choose(words)) in barred:
        pass  # one in some hundred: drawing again is cheaper than a list without them
    return word
