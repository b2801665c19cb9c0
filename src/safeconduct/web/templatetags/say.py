"""Filters for words in the language of the page: say, day, moment, country, counted."""

from django import template

from safeconduct.web.say import say, say_count, say_country, say_day, say_moment

register = template.Library()
register.filter("say", say)
register.filter("day", say_day)
register.filter("moment", say_moment)
register.filter("country", say_country)
register.filter("counted", say_count)
