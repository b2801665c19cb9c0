"""Pads texts to a few sizes, so that a length says little about what was written."""

KIB = 1024
STEPS = (KIB, 4 * KIB, 16 * KIB, 64 * KIB)  # then whole 64 KiB; docs/formats/envelope.md
MARK = b"\x80"  # ISO/IEC 7816-4: one mark byte, then zeros


def padded_size(length: int) -> int:
    """Smallest allowed size in bytes that holds `length` bytes and the mark."""
    for step in STEPS:
        if length < step:
            return step
    return (length // STEPS[-1] + 1) * STEPS[-1]


def pad(text: bytes) -> bytes:
    """`text`, the mark byte, zeros."""
    return (text + MARK).ljust(padded_size(len(text)), b"\x00")


def unpad(padded: bytes) -> bytes:
    """The text before the last mark; ValueError when there is none."""
    text, mark, zeros = padded.rpartition(MARK)
    if not mark or zeros != bytes(len(zeros)):
        msg = "padding is damaged"
        raise ValueError(msg)
    return text


def padme(length: int) -> int:
    """The Padmé size of a file: at most 12 % more, and few sizes in all.

    Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with
    PURBs", PoPETs 2019(4), algorithm 1. Small files all get `STEPS[-1]`.
    """
    least = max(length, STEPS[-1])
    exponent = least.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << free_bits) - 1
    return (least + mask) & ~mask
