"""Every theft is refused; and every one succeeds where its weakness is planted."""

import pytest

from safeconduct.demo import instance
from safeconduct.demo.ground import Ground
from safeconduct.demo.thefts import THEFTS, Theft


@pytest.mark.parametrize("theft", THEFTS, ids=lambda theft: theft.__name__)
def test_the_theft_is_refused(field: Ground, theft: Theft) -> None:
    assert theft(field) is None


@pytest.mark.parametrize("theft", THEFTS, ids=lambda theft: theft.__name__)
def test_the_theft_succeeds_where_its_weakness_is_planted(
    weak_field: Ground, theft: Theft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "run_tool", lambda *_args, **_more: None)  # a blind verifier
    assert theft(weak_field) is not None
