"""Disclosure packages through the services: consent, two people, and proofs that hold."""

import io
import json
import shutil
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from safeconduct.common.ids import new_id
from safeconduct.common.refusal import Conflict
from safeconduct.record.core.checkpoint import fingerprint
from safeconduct.record.models import Leaf, SignedCheckpoint
from safeconduct.record.queries import audit, line_of
from safeconduct.testimony import queries, services
from safeconduct.testimony.core.terms import Kind, Pressure, RecipientClass, WhyNot
from safeconduct.testimony.models import CustodyLine, Exhibit, Package, Part, Sheet, Statement
from safeconduct.vault.queries import open_file
from safeconduct.vault.ring import ring
from tests.cast import Cast
from tests.making import refused_in_conflict
from tests.testimony.building import (
    RECIPIENT,
    agree,
    assert_withheld,
    check_package,
    downloaded,
    kinds,
    made_package,
    refusal,
    run,
    tell,
    unpack,
)
from tests.testimony.core.making import PHOTO, SECRET, SHEET, WORDS

MINUTE = timedelta(minutes=1)


# Packages a recipient checks alone


def test_a_package_verifies_with_sha256sum_and_openssl_alone(
    cast: Cast, at: datetime, tmp_path: Path
) -> None:
    data = downloaded(cast, tell(cast, at))
    said = check_package(data, tmp_path, fingerprint(ring().record_key))
    assert said.endswith("VERIFIED: 3 contents, 1 withheld, 4 record lines\n")
    bag = next(tmp_path.iterdir())
    assert (bag / "data/exhibits/EX-1.jpg").read_bytes() == PHOTO
    words = (bag / "data/statements/ST-1/part-001.txt").read_text()
    assert words == WORDS[0]
    info = (bag / "bag-info.txt").read_text()
    assert f"Recipient: {RECIPIENT}" in info
    approvers = f"Approved-By: {cast.emil.actor.key_id} {cast.edita.actor.key_id}"
    assert approvers in info


def test_a_package_altered_by_one_letter_fails_the_check(
    cast: Cast, at: datetime, tmp_path: Path
) -> None:
    bag = unpack(downloaded(cast, tell(cast, at)), tmp_path)
    part = bag / "data/statements/ST-1/part-001.txt"
    part.write_text(part.read_text().replace("штабе", "штаба"))
    assert run(bag, "sh", "VERIFY.sh").returncode == 1
    assert run(bag, "sha256sum", "-c", "manifest-sha256.txt").returncode == 1
    other = run(bag, "sh", "VERIFY.sh", "0" * 64)
    assert "not the key with the fingerprint" in other.stderr


def test_no_word_of_a_withheld_part_is_anywhere_in_the_zip(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    data = downloaded(cast, told)
    assert_withheld(data)
    emil = open_file(cast.emil.keys, told.file_id)
    salt = queries.parts_of(emil, told.statement_id)[1].salt
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
    assert salt.hex().encode() not in b"".join(files.values())
    assert b"safety_of_others,1" in files["data/WITHHELD.csv"]
    assert b"part-002" in files["data/statements/ST-1/digests.txt"]


def test_no_word_of_a_statement_stands_on_the_record(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    downloaded(cast, told)
    lines = b"\n".join(bytes(data) for data in Leaf.objects.values_list("data", flat=True))
    notes = "\n".join(SignedCheckpoint.objects.values_list("note", flat=True))
    said = {word.strip(".,:") for text in (*WORDS, RECIPIENT) for word in text.split()}
    plain = [word for word in said if len(word) > 3]
    assert len(plain) > 12
    for word in plain:
        assert word.encode() not in lines, word
        assert json.dumps(word)[1:-1].encode() not in lines, word
        assert word not in notes
    assert sha256(PHOTO).hexdigest().encode() not in lines
    assert audit(told.at).holds


def test_each_step_writes_its_line(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    agree(cast, told.file_id, told.at)
    package_id = made_package(cast, told)
    services.download_package(cast.emil.signed(told.at), told.file_id, package_id)
    services.download_package(cast.edita.signed(told.at), told.file_id, package_id)
    assert kinds(told.file_id) == [
        "testimony.statement.opened",
        *["testimony.part.recorded"] * 3,
        "testimony.exhibit.received",
        "testimony.sheet.filled",
        "testimony.package.proposed",
        "testimony.package.approved",
        "testimony.package.made",
        *["testimony.package.read"] * 2,
    ]
    line = line_of(told.file_id, Kind.PART_RECORDED.value, told.parts[1].hex)
    assert line is not None
    assert line.line.facts["commitment"] == Part.objects.get(id=told.parts[1]).commitment


def test_what_is_said_and_given_lies_sealed(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    downloaded(cast, told)
    tables = (Statement, Part, Sheet, Exhibit, CustodyLine, Package)
    rows = [str(row) + repr(list(row.values())) for t in tables for row in t.objects.values()]
    stored = "\n".join(rows)
    for text in (*WORDS, SECRET[:12], RECIPIENT, "investigation", "prisoner_of_war"):
        assert text not in stored
        assert repr(text.encode())[2:-1] not in stored
    assert repr(PHOTO[:12])[2:-1] not in stored


# Who may propose, approve and read


def test_without_consent_sheet_and_name_every_reason_is_told(cast: Cast, at: datetime) -> None:
    told = tell(cast, at, sheet=None)
    emil = cast.emil.signed(told.at)
    wanted = told.wanted(recipient_name="\n", purpose="publicity")
    assert refusal(lambda: services.propose_package(emil, told.file_id, wanted)) == [
        WhyNot.RECIPIENT_NOT_NAMED,
        WhyNot.NO_PURPOSE,
        WhyNot.VOLUNTARINESS_INCOMPLETE,
        WhyNot.COUNSEL_NOT_OFFERED,
        WhyNot.NO_CONSENT,
    ]
    closed = told.wanted(recipient_class="intelligence_service", given=frozenset())
    assert refusal(lambda: services.propose_package(emil, told.file_id, closed)) == [
        WhyNot.RECIPIENT_CLASS_CLOSED,
        WhyNot.VOLUNTARINESS_INCOMPLETE,
        WhyNot.NOTHING_TO_DISCLOSE,
        WhyNot.NO_CONSENT,
    ]
    assert not Package.objects.exists()


def test_reported_pressure_stops_a_package_until_somebody_looked_into_it(
    cast: Cast, at: datetime
) -> None:
    told = tell(cast, at, sheet=replace(SHEET, pressure=Pressure.REPORTED))
    agree(cast, told.file_id, told.at)
    emil = cast.emil.signed(told.at)

    def propose() -> UUID:
        return services.propose_package(emil, told.file_id, told.wanted())

    assert refusal(propose) == [WhyNot.PRESSURE_NOT_REVIEWED]
    reviewed = replace(SHEET, pressure=Pressure.REPORTED_AND_REVIEWED)
    services.fill_sheet(emil, told.file_id, told.statement_id, reviewed)
    assert propose()


@pytest.mark.parametrize("own", [RecipientClass.THE_PERSON, RecipientClass.DEFENCE_COUNSEL])
def test_the_person_and_the_defence_need_no_consent(
    cast: Cast, at: datetime, own: RecipientClass
) -> None:
    told = tell(cast, at)
    wanted = told.wanted(recipient_class=own.value, purpose="defence")
    assert services.propose_package(cast.emil.signed(told.at), told.file_id, wanted)


def test_an_exhibit_without_a_statement_cannot_leave(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    agree(cast, told.file_id, told.at)
    emil = cast.emil.signed(told.at)
    loose = services.receive_exhibit(emil, told.file_id, PHOTO).exhibit_id
    wanted = told.wanted(given=frozenset({told.parts[0], loose}))
    assert refusal(lambda: services.propose_package(emil, told.file_id, wanted)) == [
        WhyNot.VOLUNTARINESS_INCOMPLETE,
        WhyNot.COUNSEL_NOT_OFFERED,
    ]


def test_nobody_approves_what_they_proposed(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    agree(cast, told.file_id, told.at)
    emil = cast.emil.signed(told.at)
    package_id = services.propose_package(emil, told.file_id, told.wanted())
    approve = lambda: services.approve_package(emil, told.file_id, package_id)  # noqa: E731
    assert refusal(approve) == [WhyNot.TWO_APPROVERS]
    row = Package.objects.filter(id=package_id)
    for who, key in ((cast.emil.id, "other"), (cast.edita.id, cast.emil.actor.key_id)):
        with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
            row.update(state="approved", approved_by=who, approved_key=key)
    assert row.get().state == "proposed"


def test_the_database_makes_no_package_without_approval_or_consent(
    cast: Cast, at: datetime
) -> None:
    told = tell(cast, at)
    fresh = Package(
        id=new_id(), case_id=told.file_id, ref="DP-000000001", proposed_by=cast.emil.id,
        recipient_class="national_prosecutor", sealed_request=b"x",
        proposed_key=cast.emil.actor.key_id, proposed_at=told.at,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="not agreed"), transaction.atomic():
        fresh.save(force_insert=True)
    agree(cast, told.file_id, told.at)
    fresh.save(force_insert=True)
    row = Package.objects.filter(id=fresh.id)
    made = {"state": "made", "sealed_zip": b"x", "sha256": "ab" * 32, "made_at": told.at}
    with pytest.raises(IntegrityError, match="one step"), transaction.atomic():
        row.update(approved_by=cast.edita.id, approved_key="k", **made)
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        row.update(state="approved", approved_by=cast.edita.id, approved_key="k",
                   recipient_class="the_person")  # fmt: skip
    row.update(state="approved", approved_by=cast.edita.id, approved_key="k")
    agree(cast, told.file_id, told.at + MINUTE, given=False)
    with pytest.raises(IntegrityError, match="not agreed"), transaction.atomic():
        row.update(**made)
    fresh.id, fresh.ref, fresh.recipient_class = new_id(), "DP-000000002", "armed_formation"
    with pytest.raises(IntegrityError, match="recipient_wall"), transaction.atomic():
        fresh.save(force_insert=True)


def test_a_consent_taken_back_stops_making_and_reading(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    agree(cast, told.file_id, told.at)
    emil, edita = cast.emil.signed(told.at), cast.edita.signed(told.at)
    first = made_package(cast, told)
    second = services.propose_package(emil, told.file_id, told.wanted())
    services.approve_package(edita, told.file_id, second)
    agree(cast, told.file_id, told.at + MINUTE, given=False)
    make = lambda: services.make_package(emil, told.file_id, second)  # noqa: E731
    assert refusal(make) == [WhyNot.NO_CONSENT]
    read = lambda: services.download_package(emil, told.file_id, first)  # noqa: E731
    assert refusal(read) == [WhyNot.NO_CONSENT]
    assert Kind.PACKAGE_READ not in kinds(told.file_id)


def test_a_part_added_after_the_proposal_needs_a_new_proposal(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    agree(cast, told.file_id, told.at)
    emil, edita = cast.emil.signed(told.at), cast.edita.signed(told.at)
    package_id = services.propose_package(emil, told.file_id, told.wanted())
    services.correct_part(emil, told.file_id, told.statement_id, 1, "Нет, трижды.")
    approve = lambda: services.approve_package(edita, told.file_id, package_id)  # noqa: E731
    assert refusal(approve) == [WhyNot.CHANGED_SINCE]


def test_a_step_out_of_turn_is_a_conflict(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    agree(cast, told.file_id, told.at)
    emil, edita = cast.emil.signed(told.at), cast.edita.signed(told.at)
    proposed = services.propose_package(emil, told.file_id, told.wanted())
    for early in (services.make_package, services.download_package):
        with pytest.raises(Conflict):
            early(emil, told.file_id, proposed)
    with refused_in_conflict(cast, told.at, told.file_id, cast.edita):
        services.approve_package(edita, told.file_id, proposed)
    services.approve_package(edita, told.file_id, proposed)
    with pytest.raises(Conflict):
        services.approve_package(edita, told.file_id, proposed)
    services.make_package(emil, told.file_id, proposed)
    with pytest.raises(Conflict):
        services.make_package(emil, told.file_id, proposed)
    assert Package.objects.count() == 1


def test_a_package_is_locked_before_it_is_judged(cast: Cast, at: datetime) -> None:
    told = tell(cast, at)
    agree(cast, told.file_id, told.at)
    emil, edita = cast.emil.signed(told.at), cast.edita.signed(told.at)
    package_id = services.propose_package(emil, told.file_id, told.wanted())
    with CaptureQueriesContext(connection) as seen:
        services.approve_package(edita, told.file_id, package_id)
    texts = [query["sql"] for query in seen]
    locked = next(i for i, text in enumerate(texts) if "FOR NO KEY UPDATE" in text)
    judged = next(i for i, text in enumerate(texts) if "casework_consent" in text)
    assert "testimony_package" in texts[locked]
    assert locked < judged


def test_the_tools_of_a_recipient_are_here() -> None:
    assert all(shutil.which(tool) for tool in ("sh", "sha256sum", "openssl"))
