"""One file of a language: small, whole where it can be, and honest about what is not in it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from safeconduct.outreach.core import mirror, offline
from safeconduct.outreach.core.mirror import Copying

TODAY = date(2026, 11, 23)
ADDRESSES = ("https://safeconduct.example",)
HREF = re.compile(r'href="([^"]+)"')


def copying() -> Copying:
    return Copying(TODAY, mirror.standing_in(""), ADDRESSES, "R" * 56, TODAY)


@pytest.mark.parametrize("language", list(mirror.shown()))
def test_one_file_holds_the_pages_of_a_language(language: str) -> None:
    found = offline.offline_page(language, copying())
    assert len(found.body) <= 60_000
    charset = re.search(rb'<meta charset="([a-z0-9-]+)">', found.body[:200])
    assert charset is not None and charset[1].decode() == found.encoding
    text = found.body.decode(found.encoding)
    assert not re.search(r"<(script|form|link|img)|https?://[^<]*\"", text)
    anchors = set(re.findall(r'id="([^"]+)"', text))
    assert set(HREF.findall(text)) <= {f"#{one}" for one in anchors}
    kept = [one for one in mirror.shown()[language] if one not in found.left_out]
    assert anchors >= set(kept)
    assert not set(found.left_out) & {*offline.ALWAYS, *offline.NEEDED_MOST}
    if language in ("ru", "uk", "en"):
        assert (found.left_out, found.with_sources) == ((), True)


def test_what_does_not_fit_goes_in_order_and_is_named() -> None:
    whole = offline.offline_page("ru", copying())
    less = offline.offline_page("ru", copying(), len(whole.body) - 1)
    assert (less.with_sources, less.left_out) == (False, ())
    least = offline.offline_page("ru", copying(), 14_000)
    assert least.left_out and "home" not in least.left_out and "genuine" not in least.left_out
    with pytest.raises(LookupError, match="Not even the start page"):
        offline.offline_page("ru", copying(), 1_000)
