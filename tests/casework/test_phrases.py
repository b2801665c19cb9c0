"""Phrases are put into an answer without script, in the person's language, and sent by hand."""

import re

from django.utils import timezone

from safeconduct.casework.core.phrases import phrases
from safeconduct.contact.models import Item
from safeconduct.contact.queries import conversation
from safeconduct.vault.queries import open_file
from tests.cast import Cast
from tests.doors import Door
from tests.making import make_case


def test_a_phrase_is_put_in_read_and_then_sent(office_door: Door, cast: Cast) -> None:
    file_id = make_case(cast, timezone.now()).file_id
    path, items = f"/cases/{file_id}/answer/", Item.objects.count()
    office_door.sign_in(cast.olena, timezone.now())
    page = office_door.get(path)
    assert phrases()["read"].text["en"] in page  # the officer's language
    assert "unreviewed draft" in page
    assert "rights_explained" not in page
    data = {"text": "Здравствуйте.", "phrases": ["read", "no_promise"], "insert": "1"}
    page = office_door.post(path, **data, alone="on")
    assert Item.objects.count() == items  # nothing is sent by it
    russian = [phrases()[code].text["ru"] for code in ("read", "no_promise")]
    assert "Здравствуйте.\n\n" + "\n\n".join(russian) in page
    assert re.search('<input[^>]*name="alone"[^>]* checked', page)
    office_door.post(path, text="\n\n".join(russian))
    assert "The answer is in the mailbox." in office_door.page.content.decode()
    turns = conversation(open_file(cast.olena.keys, file_id))
    assert russian[0] in turns[-1].text


def test_what_presumes_arrival_is_not_put_in_by_hand(office_door: Door, cast: Cast) -> None:
    file_id = make_case(cast, timezone.now()).file_id
    office_door.sign_in(cast.olena, timezone.now())
    path = f"/cases/{file_id}/answer/"
    office_door.get(path)
    page = office_door.post(path, text="", phrases=["rights_explained", "zzz"], insert="1")
    assert phrases()["rights_explained"].text["ru"] not in page
    arrived = make_case(cast, timezone.now(), stage="arrived").file_id
    assert phrases()["rights_explained"].text["en"] in office_door.get(
        f"/cases/{arrived}/answer/"
    )


def test_the_script_of_a_call_stands_beside_the_form_in_three_languages(
    office_door: Door, cast: Cast
) -> None:
    office_door.sign_in(cast.iryna, timezone.now())
    page = office_door.get("/letters/take-down/")
    for words in ("This line may be listened to", "Эту линию могут", "Цю лінію можуть"):
        assert words in page
    assert page.index("Say first") < page.index("step by step") < page.index("What was said")
