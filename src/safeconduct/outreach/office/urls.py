"""Addresses of guidance, cards, reported copies and the comprehension kit."""

from django.urls import path

from safeconduct.outreach.office import copies, guidance, leaflets, scripts, understanding

app_name = "outreach"
urlpatterns = [
    path("guidance/", guidance.states_page, name="states"),
    path("guidance/leaflets/", leaflets.cards_page, name="cards"),
    path(
        "guidance/leaflets/<slug:name>/<slug:language>/<slug:size>/<slug:form>/",
        leaflets.card_file,
        name="card-file",
    ),
    path("guidance/scripts/", scripts.scripts_page, name="scripts"),
    path("copies/", copies.list_page, name="copies"),
    path("copies/look/", copies.look_page, name="copies-look"),
    path("copies/<uuid:copy_id>/", copies.copy_page, name="copy"),
    path("comprehension/", understanding.pages_page, name="understanding"),
    path("comprehension/<slug:language>/sheet/", understanding.sheet_page, name="sheet"),
    path("comprehension/<slug:language>/<slug:slug>/", understanding.kit_page, name="kit"),
]
