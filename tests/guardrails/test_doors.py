"""Every office address has a permission; the two doors share nothing they must not."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver

from safeconduct.accounts.core.rules import WHO
from safeconduct.accounts.core.terms import Permission, Role

# The one page template with a script, and the script (docs/decisions/0015-security-keys.md).
SCRIPTED = (
    "security_key.html",
    "<script src=\"{% static 'safeconduct/security-key.js' %}\" defer></script>",
)
MOST_SCRIPT_LINES = 60
SOURCE = Path(__file__).resolve().parents[2] / "src" / "safeconduct"


def _patterns(
    entries: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[URLPattern]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, prefix)
        else:
            yield entry


def office_patterns() -> list[URLPattern]:
    """Every address of the office."""
    return list(_patterns(importlib.import_module("safeconduct.doors.office.urls").urlpatterns))


@pytest.mark.parametrize("pattern", office_patterns(), ids=lambda p: p.lookup_str)
def test_no_office_page_without_a_permission(pattern: URLPattern) -> None:
    view = pattern.callback
    permission = getattr(view, "permission", None)
    assert isinstance(permission, Permission) or getattr(view, "open_to_all", False) is True


def test_only_sign_in_lockdown_and_the_like_are_open_to_all() -> None:
    free = {
        pattern.name
        for pattern in office_patterns()
        if getattr(pattern.callback, "open_to_all", 0)
    }
    assert free == {
        "sign-in",
        "sign-in-key",
        "second",
        "sign-out",
        "lockdown",
        "language",
        "home",
        None,
    }


def test_every_permission_is_held_by_somebody_and_used_by_some_page() -> None:
    used = {getattr(pattern.callback, "permission", None) for pattern in office_patterns()}
    assert set(WHO) == set(Permission)
    assert all(WHO.values())
    assert set(Permission) - used == set()


def test_platform_administrators_may_open_nothing() -> None:
    assert not any(Role.PLATFORM_ADMIN in roles for roles in WHO.values())


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: p.stem)
def test_no_view_uses_script_and_no_module_prints(path: Path) -> None:
    names = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not names & {"print", "eval", "exec"}


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.html")), ids=lambda p: p.name)
def test_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text()
    if path.name == SCRIPTED[0]:
        assert text.count("<script") == text.count(SCRIPTED[1]) == 1
        text = text.replace(SCRIPTED[1], "")
    for forbidden in ("<script", "style=", "<style", "onclick=", "javascript:", "//cdn"):
        assert forbidden not in text


def test_one_script_for_one_page_and_nothing_else_may_loosen_the_policy() -> None:
    scripts = sorted(SOURCE.rglob("*.js"))
    assert [path.name for path in scripts] == ["security-key.js"]
    text = scripts[0].read_text()
    assert len(text.splitlines()) <= MOST_SCRIPT_LINES
    for forbidden in (
        "eval",
        "innerHTML",
        "fetch",
        "XMLHttp",
        "import",
        "http:",
        "localStorage",
    ):
        assert forbidden not in text
    modules = {path: path.read_text() for path in SOURCE.rglob("*.py")}
    policy = {path.name for path, text in modules.items() if "Security-Policy" in text}
    # A copy that is read elsewhere carries its own, which allows no script either.
    assert policy == {"middleware.py", "mirror.py", "offline.py"}
    loosen = {path.name for path, text in modules.items() if "with_script(" in text}
    assert loosen == {"middleware.py", "security_keys.py"}
