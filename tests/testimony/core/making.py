"""Builds one invented disclosure: three parts, one of them withheld, an exhibit, 20 lines."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safeconduct.record.core import checkpoint, proof, tree
from safeconduct.record.core.leaf import commit, leaf_bytes
from safeconduct.record.core.terms import COMMITMENT
from safeconduct.testimony.core import terms
from safeconduct.testimony.core.rules import with_part
from tests.record.core.brute import Store, grown

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LOG = "log.example/safe-conduct"
KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"test log").digest())
FORGER = Ed25519PrivateKey.from_private_bytes(sha256(b"forger").digest())
SECRET = "Мой водитель Ефим ничего не знал о папке с приказом."
WORDS = ("Я был в штабе.\nПриказ читали вслух.", SECRET, "Уточняю: приказ читали дважды.")
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 5

SHEET = terms.VoluntarinessSheet(
    person_status=terms.PersonStatus.PRISONER_OF_WAR,
    language="ru",
    interpreter="none",
    present=(terms.Present(terms.PresentRole.INTERVIEWER, "k-7f3a"),),
    rights_text="rights-ru-3",
    rights_text_sha256=sha256(b"rights").hexdigest(),
    no_help_line_read=True,
    wishes_to_speak=True,
    started_at=AT,
    breaks=(terms.Break(AT, 15),),
    food_offered=True,
    rest_hours=9,
    fitness=terms.Fitness.FIT,
    warning_read=True,
    counsel=terms.CounselAnswer.DECLINED,
    pressure=terms.Pressure.NONE_REPORTED,
    read_back_at=AT,
)


def salt(number: int) -> bytes:
    """A salt that is the same in every run."""
    return sha256(b"salt %d" % number).digest()[:16]


def statement() -> terms.Statement:
    """Three parts, the last correcting the first."""
    made = terms.Statement("ST-1", "ru")
    for number, text in enumerate(WORDS):
        made = with_part(made, text, salt(number), 1 if number == 2 else None)
    return made


def exhibit() -> terms.Exhibit:
    """A photograph with two custody lines."""
    lines = (
        terms.CustodyLine(AT, terms.CustodyEvent.RECEIVED, "k-7f3a"),
        terms.CustodyLine(
            AT, terms.CustodyEvent.REHASHED, "k-7f3a", "", sha256(PHOTO).hexdigest()
        ),
    )
    return terms.Exhibit("EX-1", "EX-1.jpg", PHOTO, salt(9), lines, "image/jpeg")


def lines() -> list[bytes]:
    """Twenty record lines; numbers 3, 8, 13 hold the parts and 19 the exhibit."""
    held = {3: ("ST-1", statement().parts[0].digest), 8: ("ST-1", statement().parts[1].digest)}
    held |= {13: ("ST-1", statement().parts[2].digest), 19: ("EX-1", commit(salt(9), PHOTO))}
    made = []
    for number in range(20):
        about, digest = held.get(number, ("case", ""))
        facts: dict[str, str | int] = {COMMITMENT: digest} if digest else {"step": number}
        kind = "testimony.part.recorded" if digest else "casework.case.read"
        made.append(leaf_bytes(kind, AT, "k-7f3a", "f00d", about, facts))
    return made


def signed_head(store: Store, key: Ed25519PrivateKey = KEY) -> str:
    """The checkpoint over the whole store, signed by `key`."""
    body = checkpoint.body(LOG, store.size, tree.root(store.size, store.read))
    identity = checkpoint.key_id(LOG, public(key))
    return checkpoint.note(body, LOG, identity, key.sign(body.encode()))


def public(key: Ed25519PrivateKey) -> bytes:
    """32 bytes of the public key."""
    return key.public_key().public_bytes_raw()


def entry(name: str, number: int, leaves: list[bytes], head: str) -> terms.Entry:
    """A line with its proof under `head`."""
    path = tree.inclusion_path(number, len(leaves), grown(leaves).read)
    return terms.Entry(name, leaves[number], proof.write(number, path, head))


def spec(key: Ed25519PrivateKey = KEY) -> terms.PackageSpec:
    """The whole disclosure; the second part is withheld."""
    parts = statement().parts
    leaves = lines()
    head = signed_head(grown(leaves), key)
    kept = terms.Withheld("part-002", parts[1].digest, terms.WithheldReason.SAFETY_OF_OTHERS)
    extract = terms.StatementExtract("ST-1", "ru", (parts[0], parts[2]), (kept,), SHEET)
    names = {"ST-1-part-001": 3, "ST-1-part-002": 8, "ST-1-part-003": 13, "EX-1": 19}
    return terms.PackageSpec(
        ref="DP-0001",
        made_at=AT,
        recipient_class=terms.RecipientClass.NATIONAL_PROSECUTOR,
        recipient_name="Office of the Prosecutor General, war crimes department",
        purpose=terms.Purpose.INVESTIGATION,
        approvers=("k-11aa", "k-22bb"),
        statements=(extract,),
        exhibits=(exhibit(),),
        entries=tuple(entry(name, number, leaves, head) for name, number in names.items()),
        checkpoint=head,
        log_name=LOG,
        public_key=public(key),
    )


def without(whole: terms.PackageSpec, name: str) -> terms.PackageSpec:
    """The disclosure without the record line of that name."""
    return replace(whole, entries=tuple(e for e in whole.entries if e.name != name))
