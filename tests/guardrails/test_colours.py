"""Words can be read against their ground in both themes (WCAG 2.2, 1.4.3: 4.5 to 1)."""

import re
from pathlib import Path

import pytest

import safeconduct

CSS = Path(safeconduct.__file__).parent / "doors/static/safeconduct/style.css"
TEXT_ON_GROUND = [
    *((text, ground) for text in ("ink", "soft", "accent") for ground in ("paper", "wash")),
    *((text, f"{tone}-wash") for tone in ("ok", "wait", "stop") for text in ("ink", "accent")),
    *((tone, f"{tone}-wash") for tone in ("ok", "wait", "stop")),
    *((tone, "paper") for tone in ("ok", "wait", "stop")),
    ("on-accent", "accent"),
]
ENOUGH = 4.5


def themes() -> list[dict[str, str]]:
    """The colour tokens of the light theme, and of the dark one."""
    blocks = re.findall(r":root\{([^}]*)\}", CSS.read_text())[:2]
    return [dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", block)) for block in blocks]


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_in_light_and_dark(text: str, ground: str) -> None:
    light, dark = themes()
    assert light["paper"] != dark["paper"]
    for theme in (light, dark):
        one, other = sorted(luminance(theme[name]) for name in (text, ground))
        assert (other + 0.05) / (one + 0.05) >= ENOUGH, theme[text]
