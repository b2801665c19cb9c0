"""Refused acts on the case page: what the officer can mend stands open, the rest is folded."""

from typing import Any

import pytest
from django.utils import translation

from safeconduct.accounts.core.terms import WhyNot as Account
from safeconduct.casework.core.terms import WhyNot
from safeconduct.common.refusal import Reason
from safeconduct.doors.office.case_page import parted
from safeconduct.support.core.terms import WhyNot as Support
from safeconduct.web.say import say


def refused(label: str, *whys: Reason) -> dict[str, Any]:
    return {"label": label, "who": "", "reasons": [say(why) for why in whys]}


MENDED = refused("Settle", WhyNot.OPEN_TASKS)
ROLE = refused("Approve", Account.ROLE, WhyNot.OPEN_TASKS)
STAGE = refused("Make an offer", WhyNot.NOT_THIS_STAGE)
BOTH = refused("Open status", Account.ROLE, WhyNot.NOT_THIS_STAGE)
KIND = refused("Offer passage", WhyNot.NOT_THIS_KIND)


def test_each_refused_act_stands_in_one_of_three_parts_in_its_order() -> None:
    assert parted([ROLE, MENDED, STAGE, BOTH, KIND]) == {
        "refused": [MENDED],
        "other_stage": [STAGE, BOTH, KIND],
        "other_role": [ROLE],
    }


def test_nothing_refused_leaves_three_empty_parts() -> None:
    assert parted([]) == {"refused": [], "other_stage": [], "other_role": []}


def test_a_reason_is_lost_in_no_part() -> None:
    (found,) = parted([ROLE])["other_role"]
    assert found["reasons"] == ROLE["reasons"]


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_the_parts_are_the_same_in_every_language(language: str) -> None:
    with translation.override(language):
        assert parted([refused("A", Account.ROLE), refused("B", WhyNot.NOT_THIS_STAGE)]) == {
            "refused": [],
            "other_stage": [refused("B", WhyNot.NOT_THIS_STAGE)],
            "other_role": [refused("A", Account.ROLE)],
        }


def test_a_role_that_may_not_is_told_by_one_sentence_in_every_room() -> None:
    assert {Account.ROLE.value, WhyNot.ROLE.value, Support.ROLE.value} == {
        "Your role does not allow this."
    }
