"""Writes form fields as Django does, and choices without a template for each of them."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """A choice of fifty words took sixty templates: half of what a page of a list costs."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        """One field, or one part of it."""
        if template_name == SELECT:
            return _select(context["widget"])
        return mark_safe(super().render(template_name, context, request))  # noqa: S308  a template's


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = format_html_join("", "{}", ((_group(*one),) for one in widget["optgroups"]))
    return format_html(
        '<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), groups
    )


def _group(name: str | None, choices: list[dict[str, Any]], _index: int) -> SafeString:
    options = mark_safe("".join(map(_option, choices)))  # noqa: S308  each part is escaped
    if not name:
        return options
    return format_html('<optgroup label="{}">{}</optgroup>', name, options)


def _option(choice: dict[str, Any]) -> str:
    """As `format_html` writes it; hundreds of officers stand in one list."""
    value, label = conditional_escape(choice["value"]), conditional_escape(choice["label"])
    more = flatatt(choice["attrs"]) if choice["attrs"] else ""
    return f'<option value="{value}"{more}>{label}</option>'
