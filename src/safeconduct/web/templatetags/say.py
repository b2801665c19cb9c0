"""The `say` filter: a sentence of a core, in the language of the page."""

from django import template

from safeconduct.web.say import say

register = template.Library()
register.filter("say", say)
