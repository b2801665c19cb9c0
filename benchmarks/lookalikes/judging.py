"""The scanner judged by data that were made without looking at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.lookalikes.copies import copies
from benchmarks.lookalikes.pages import ordinary_pages
from safeconduct.outreach.core.copies import compare, own_pages
from safeconduct.outreach.core.lookalike import Ours, address_of, lookalike, ours

HERE = Path(__file__).parent
HOSTS = ("safe-conduct.example", "bezpechnyi-perekhid.example", "вихід-є.example")
SPOKEN = (
    *("Safe Conduct", "Безпечний перехід", "Безопасный переход"),
    *("Вихід є", "Выход есть"),
)


@dataclass(frozen=True)
class Judged:
    """Clones (names and page copies) and ordinary ones, and what was said wrongly of them."""

    clones: int
    missed: tuple[str, ...]
    ordinary: int
    alarms: tuple[str, ...]

    @property
    def found(self) -> float:
        """Share of the clones that were found."""
        return 1 - len(self.missed) / self.clones

    @property
    def alarms_in_1000(self) -> float:
        """False alarms to a thousand ordinary names and pages."""
        return 1000 * len(self.alarms) / self.ordinary


def names(file: str) -> list[str]:
    """The names of a list, without what stands behind their tab."""
    lines = (HERE / file).read_text("utf-8").splitlines()
    return [line.partition("\t")[0] for line in lines if line.strip()]


def judge(served: Mapping[str, str]) -> Judged:
    """All names, and all pages against the pages as they are served ("ru/home": HTML)."""
    own, our_pages = ours(HOSTS, SPOKEN), own_pages()
    false, plain = names("clones.txt"), names("ordinary.txt")
    false_pages, plain_pages = copies(dict(served)), ordinary_pages()
    missed = [one for one in false if not _is_lookalike(one, own)]
    missed += [
        f"{kind} at {host}"
        for kind, host, html in false_pages
        if not compare(html, our_pages).is_copy
    ]
    alarms = [one for one in plain if _is_lookalike(one, own)]
    alarms += [host for host, html in plain_pages if compare(html, our_pages).is_copy]
    return Judged(
        len(false) + len(false_pages),
        tuple(missed),
        len(plain) + len(plain_pages),
        tuple(alarms),
    )


def _is_lookalike(name: str, own: Ours) -> bool:
    address = address_of(name)
    return address is not None and lookalike(address, own) is not None
