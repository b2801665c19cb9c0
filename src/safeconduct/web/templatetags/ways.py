"""The `url` tag as Django has it, made quick: a list asks for the same address in each row."""

from uuid import UUID

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as do_url
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

from safeconduct.web.templatetags.said import language_of

Shape = tuple[str, ...]  # what stands before, between and after the ids
_known: dict[tuple[str | None, ...], Shape] = {}

register = template.Library()


class Way(URLNode):
    """An address of which only random ids change is looked up once for each language.

    Words in it that the template itself writes out belong to the address.
    """

    def render(self, context: Context) -> str:
        """The address, escaped as the page is."""
        given = [arg.resolve(context) for arg in self.args]
        words = tuple(map(_word, self.args))
        ids = [one for one, word in zip(given, words, strict=True) if word is None]
        plain = context.autoescape and not (self.kwargs or self.asvar)
        if not (ids and plain and all(type(one) is UUID for one in ids)):
            return str(super().render(context))
        first, *rest = self._shape(context, words)
        return first + "".join(f"{one}{part}" for one, part in zip(ids, rest, strict=True))

    def _shape(self, context: Context, words: tuple[str | None, ...]) -> Shape:
        """Of one template's rendering the same for every row, while the name is written out."""
        kept: Shape | None = context.render_context.get(self)
        if kept is not None:
            return kept
        name = str(self.view_name.resolve(context))
        shape = _shape(name, words, language_of(context))
        if isinstance(self.view_name.var, str):
            context.render_context[self] = shape
        return shape


def _word(argument: FilterExpression) -> str | None:
    """What the template itself writes out; None for what changes from row to row."""
    return argument.var if isinstance(argument.var, str) and not argument.filters else None


def _shape(name: str, words: tuple[str | None, ...], language: str | None) -> Shape:
    where = get_urlconf() or settings.ROOT_URLCONF
    key = (where, get_script_prefix(), language, name, *words)
    if key not in _known:
        stand = [
            UUID(int=2**127 + place) if word is None else word
            for place, word in enumerate(words)
        ]
        text, shape = str(conditional_escape(reverse(name, args=stand))), []
        for one in (one for one in stand if isinstance(one, UUID)):
            before, text = text.split(str(one))
            shape.append(before)
        _known[key] = (*shape, text)
    return _known[key]


@register.tag
def url(parser: Parser, token: Token) -> Way:
    """{% url "name" … [as name] %}"""
    node = do_url(parser, token)
    return Way(node.view_name, node.args, node.kwargs, node.asvar)
