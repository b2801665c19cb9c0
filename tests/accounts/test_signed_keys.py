"""Nothing is sealed to an officer's key that the programme's offline key did not sign."""

import base64
import builtins
import io
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from safeconduct.accounts.core.terms import Kind, Role
from safeconduct.accounts.models import Membership
from safeconduct.accounts.models import Officer as Row
from safeconduct.accounts.queries import public_key_of, unsigned_keys
from safeconduct.accounts.services import accept_key, put_on_case
from safeconduct.accounts.signin import enrol
from safeconduct.casework import services as casework
from safeconduct.casework.core.terms import Ask, CaseAct, Need
from safeconduct.casework.queries import pending_of
from safeconduct.common.refusal import Refused, Unknown
from safeconduct.record.queries import newest
from safeconduct.record.services import act
from safeconduct.vault.ceremony import Offline
from safeconduct.vault.certificate import certify
from safeconduct.vault.core.terms import SEED_BYTES, WhyNot
from safeconduct.vault.models import Wrap
from safeconduct.vault.opening import PrivateKey
from safeconduct.vault.queries import open_file
from safeconduct.vault.services import put_on_desk
from tests.cast import Cast, Officer
from tests.doors import Door
from tests.making import do, make_case

THIEF = PrivateKey(bytes(range(SEED_BYTES)))


def substitute(officer: Officer, *, with_key_id: bool) -> None:
    """What somebody with the database does: a key of their own in the officer's row."""
    key = THIEF.public()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_officer SET public_key = %s, key_id = %s WHERE id = %s",
            [key.raw, key.key_id if with_key_id else officer.keys.key_id, officer.id],
        )


def unsign(officer: Officer) -> None:
    Row.objects.filter(id=officer.id).update(key_day=None, key_signature=None)


def swap(officer: Officer, other: Officer) -> None:
    """The genuine, signed key of one officer in the row of another."""
    theirs = Row.objects.get(id=other.id)
    Row.objects.filter(id=officer.id).update(
        public_key=theirs.public_key,
        key_day=theirs.key_day,
        key_signature=theirs.key_signature,
    )


def refusal(deed: Callable[[], object]) -> tuple[object, ...]:
    with pytest.raises(Refused) as refused:
        deed()
    return refused.value.reasons


@pytest.mark.parametrize("with_key_id", [True, False])
def test_a_key_substituted_in_the_database_is_given_nothing(
    cast: Cast, at: datetime, offline: Offline, with_key_id: bool
) -> None:
    file_id = make_case(cast, at).file_id
    desk = PrivateKey(base64.b64decode(offline.desk))
    iryna, before = cast.iryna.signed(at), Wrap.objects.count()
    opened = open_file(cast.iryna.keys, file_id)
    substitute(cast.kirill, with_key_id=with_key_id)

    def put_directly() -> None:
        with act(iryna.actor, at) as a:
            put_on_case(a, opened, cast.kirill.id, Role.CASE_OFFICER)

    for deed in (
        lambda: public_key_of(cast.kirill.id),
        lambda: casework.assign(iryna, file_id, cast.kirill.id, Role.CASE_OFFICER),
        put_directly,
        lambda: put_on_desk(desk, public_key_of(cast.kirill.id)),
    ):
        assert refusal(deed) == (WhyNot.KEY_FORGED,)
    assert Wrap.objects.count() == before
    assert not Membership.objects.filter(officer_id=cast.kirill.id).exists()
    assert not Wrap.objects.filter(key_id=THIEF.public().key_id).exists()


def test_an_identity_is_not_unsealed_to_a_substituted_key(cast: Cast, at: datetime) -> None:
    file_id = make_case(cast, at, stage="triage").file_id
    ask = Ask(need=Need.MEDICAL, hours=2)
    assert do(cast.fedir, file_id, CaseAct.UNSEAL_IDENTITY, at, ask) is False
    substitute(cast.fedir, with_key_id=False)
    pending = pending_of(file_id, at)
    assert pending is not None
    assert refusal(lambda: casework.confirm(cast.pavlo.signed(at), pending.id)) == (
        WhyNot.KEY_FORGED,
    )


def test_a_colleagues_signed_key_is_not_ones_own(cast: Cast) -> None:
    swap(cast.kirill, cast.olena)
    assert refusal(lambda: public_key_of(cast.kirill.id)) == (WhyNot.KEY_FORGED,)


def test_an_unsigned_key_waits_and_the_page_says_so_calmly(
    office_door: Door, cast: Cast, at: datetime
) -> None:
    file_id = make_case(cast, at).file_id
    unsign(cast.kirill)
    iryna = cast.iryna.signed(at)
    assert refusal(
        lambda: casework.assign(iryna, file_id, cast.kirill.id, Role.CASE_OFFICER)
    ) == (WhyNot.KEY_UNSIGNED,)
    office_door.sign_in(cast.iryna, timezone.now())
    address = f"/cases/{file_id}/team/"
    office_door.get(address)
    page = office_door.post(address, place=f"{cast.kirill.id} {Role.CASE_OFFICER.value}")
    assert "has not signed this officer&#x27;s key yet" in page
    assert not Membership.objects.filter(officer_id=cast.kirill.id).exists()


def test_an_officer_reads_the_own_key_id_and_whether_it_is_signed(
    office_door: Door, cast: Cast
) -> None:
    digits = cast.olena.keys.key_id
    groups = " ".join(digits[at : at + 4] for at in range(0, 16, 4))
    office_door.sign_in(cast.olena, timezone.now())
    page = office_door.get("/my-key/")
    assert groups in page
    assert "The programme has signed this key." in page
    substitute(cast.olena, with_key_id=True)  # the page shows the officer's key, not the row's
    page = office_door.get("/my-key/")
    assert groups in page
    assert "not the one that the programme signed" in page


def test_the_database_keeps_no_half_signature(cast: Cast) -> None:
    for change in (
        {"key_day": None},
        {"key_signature": None},
        {"key_signature": bytes(63)},
    ):
        with pytest.raises(IntegrityError, match="signature"), transaction.atomic():
            Row.objects.filter(id=cast.olena.id).update(**change)


def answer(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """What the person at the offline machine types."""
    left = list(words)
    monkeypatch.setattr(builtins, "input", lambda _prompt="": left.pop(0))


def run(*args: str) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


@pytest.fixture
def medium(tmp_path: Path, offline: Offline) -> Path:
    """The offline medium with the programme's signing key."""
    (tmp_path / "programme-signing.key").write_text(offline.signing)
    return tmp_path


def carried(medium: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[str, str, str]:
    """Export, sign, import: what each command said."""
    request, answered = str(medium / "request.json"), str(medium / "answer.json")
    exported = run("officer_keys_export", request)
    answer(monkeypatch, *words)
    key = str(medium / "programme-signing.key")
    signed = run("sign_officer", request, answered, "--key", key)
    return exported, signed, run("officer_keys_import", answered)


def test_a_new_officers_key_is_exported_signed_and_kept(
    cast: Cast, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, keys = enrol("Nadia", frozenset({Role.CASE_OFFICER}), "long enough", bytes(20))
    assert [key.alias for key in unsigned_keys()] == ["Nadia"]
    spoken = " ".join(keys.key_id[at : at + 4] for at in range(0, 16, 4)).upper()
    exported, signed, kept = carried(medium, monkeypatch, spoken)
    assert exported.startswith("1 keys wait")
    assert signed == "1 of 1 keys signed.\n"
    assert kept == "1 keys are signed now.\n"
    assert public_key_of(row.id).raw == keys.private.public().raw
    line = newest(1)[0].line
    assert (line.kind, line.object_id, line.actor) == (Kind.KEY_SIGNED, keys.key_id, "operator")
    assert unsigned_keys() == []


def test_a_key_that_the_officer_did_not_name_is_not_signed(
    cast: Cast, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Substituted before it was signed: the officer's own words do not fit the file."""
    unsign(cast.olena)
    substitute(cast.olena, with_key_id=True)
    with pytest.raises(CommandError, match="Olena: the file holds another key"):
        carried(medium, monkeypatch, cast.olena.keys.key_id)
    assert not (medium / "answer.json").exists()


def test_a_key_may_be_left_for_another_day(
    cast: Cast, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsign(cast.olena)
    _, signed, _ = carried(medium, monkeypatch, "")
    assert signed == "0 of 1 keys signed.\n"
    assert refusal(lambda: public_key_of(cast.olena.id)) == (WhyNot.KEY_UNSIGNED,)


def test_a_signature_for_another_key_is_not_kept(
    cast: Cast, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsign(cast.olena)
    unsign(cast.pavlo)
    request, answered = str(medium / "request.json"), str(medium / "answer.json")
    run("officer_keys_export", request)
    answer(monkeypatch, cast.olena.keys.key_id, cast.pavlo.keys.key_id)
    run(*("sign_officer", request, answered, "--key"), str(medium / "programme-signing.key"))
    substitute(cast.pavlo, with_key_id=False)
    with pytest.raises(CommandError, match="not the one that the programme signed"):
        run("officer_keys_import", answered)
    assert refusal(lambda: public_key_of(cast.olena.id)) == (WhyNot.KEY_UNSIGNED,)  # none kept


def test_another_programmes_signing_key_is_turned_away(
    cast: Cast, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsign(cast.olena)
    path = medium / "programme-signing.key"
    for content in (base64.b64encode(os.urandom(32)).decode(), "short", ""):
        path.write_text(content)
        with pytest.raises(CommandError, match="signing key"):
            carried(medium, monkeypatch, cast.olena.keys.key_id)


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00", '{"format": "x", "body": {}}'])
def test_a_file_that_is_no_answer_is_said_in_one_sentence(
    cast: Cast, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "answer.json"
    path.write_text(content)
    with pytest.raises(CommandError, match="The file cannot be used"):
        run("officer_keys_import", str(path))
    with pytest.raises(CommandError, match="cannot be reached"):
        run("officer_keys_import", str(tmp_path / "none.json"))


def test_a_signature_for_nobody_is_unknown(cast: Cast, offline: Offline) -> None:
    Row.objects.filter(id=cast.olena.id).update(active=False)
    day, key = timezone.now().date(), cast.olena.keys.private.public()
    good = certify(base64.b64decode(offline.signing), cast.olena.id, key, day)
    with pytest.raises(Unknown):
        accept_key(cast.olena.id, day, good)
