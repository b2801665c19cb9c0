"""The `once` tag: stands in every office form that acts, beside `csrf_token`."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from safeconduct.common.ids import new_id
from safeconduct.web.forms import ONCE

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """A hidden field with a fresh token; whatever is sent with it is done once."""
    return mark_safe(f'<input type="hidden" name="{ONCE}" value="{new_id()}">')  # noqa: S308
