"""What a demonstration shows as signs of being genuine: made as an operator makes them.

Its signing key lies beside the other keys with a passphrase that everybody may know.
"""

from pathlib import Path

from safeconduct.demo.instance import DemoError, Instance
from safeconduct.outreach.adapters import ProofError, make_key
from safeconduct.outreach.mirrors import WORD_KEY, main

PASSPHRASE = "demonstration"  # noqa: S105  everybody may know it
QUICK = {"opslimit": 32_768, "memlimit": 16_777_216}  # nothing real is behind this key


def lay_proofs(instance: Instance) -> None:
    """The key of the words once, and a fresh sign of life at each start.

    DemoError with the reason when one of them cannot be made.
    """
    key = instance.keys / "guidance-signing.demo"
    words = instance.keys / "guidance-passphrase.demo"
    instance.proofs.mkdir(exist_ok=True)
    if not key.exists():
        try:
            make_key(key, instance.proofs / "minisign.pub", PASSPHRASE, **QUICK)
        except ProofError as error:
            raise DemoError(str(error)) from error
        words.write_text(PASSPHRASE)
    if not (instance.keys / WORD_KEY).exists():
        _mirror("word", "--keys", instance.keys)
    _mirror("canary", "--proof", instance.proofs, "--key", key, "--passphrase-file", words)


def _mirror(*words: str | Path) -> None:
    if main([str(one) for one in words]):
        msg = f"The step 'mirror {words[0]}' failed: see the line above."
        raise DemoError(msg)
