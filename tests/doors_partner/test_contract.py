"""The door keeps its own OpenAPI document: schemathesis asks it thousands of odd things."""

import re
from datetime import datetime
from typing import Any

import pytest
import schemathesis
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth

from safeconduct.doors.partner.contract import OPERATIONS, document
from safeconduct.doors.partner.views import HANDLERS
from tests.cast import Cast
from tests.making import make_case
from tests.partners.making import ask, make_partner, make_share, make_token, partner_door

EXAMPLES = 12  # of each operation and mode: hundreds in all, in a few seconds


@pytest.fixture
def now() -> datetime:
    """The database looks at its own clock, whether a token is still good."""
    return timezone.now()


def test_the_document_is_served_to_everybody_and_is_the_list_of_the_views() -> None:
    served = ask(None, "/openapi.json")
    assert (served.status_code, served.data) == (200, document())
    assert {one.name for one in OPERATIONS} == set(HANDLERS)


def is_id(thing: object) -> bool:
    """What was thought up as wrong stays wrong."""
    return isinstance(thing, str) and bool(
        re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", thing)
    )


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_every_answer_is_one_that_the_document_names(
    cast: Cast, now: datetime, operation: Any, mode: GenerationMode
) -> None:
    partner = make_partner(cast, now)
    share = make_share(cast, now, partner, make_case(cast, now).file_id)
    token = make_token(cast, now, partner)
    seen: set[int] = set()
    with partner_door() as door:
        schema = schemathesis.openapi.from_wsgi("/openapi.json", door)
        found = schema[operation.path][operation.method]

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=found.as_strategy(generation_mode=mode), ours=st.booleans())
        def tried(case: Any, ours: bool) -> None:
            if ours and isinstance(case.body, dict) and is_id(case.body.get("case")):
                case.body["case"] = str(share)  # a case that is there
            response = case.call(headers={"Authorization": f"Bearer {token}"})
            seen.add(response.status_code)
            # The token is put in place of whatever was thought up: test_door.py asks without.
            case.validate_response(response, excluded_checks=[ignored_auth])

        tried()
    assert 429 not in seen
