"""The officer's way from a first letter to an answered, triaged, assigned case stays short."""

import pytest
from benchmarks.bench_casework_walk import TARGETS, walk, write

from safeconduct.demo.ground import Ground
from tests.browser.person import Office

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_letter_is_answered_triaged_and_assigned_in_few_pages(
    office: Office, demo: Ground
) -> None:
    write(demo)
    found = walk(office)
    assert found["pages"] <= TARGETS["pages"]
    assert found["seconds"] <= TARGETS["seconds"]
