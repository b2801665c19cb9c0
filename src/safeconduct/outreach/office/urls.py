"""Addresses of the guidance's state and of the comprehension kit."""

from django.urls import path

from safeconduct.outreach.office import guidance, understanding

app_name = "outreach"
urlpatterns = [
    path("guidance/", guidance.states_page, name="states"),
    path("comprehension/", understanding.pages_page, name="understanding"),
    path("comprehension/<slug:language>/sheet/", understanding.sheet_page, name="sheet"),
    path("comprehension/<slug:language>/<slug:slug>/", understanding.kit_page, name="kit"),
]
