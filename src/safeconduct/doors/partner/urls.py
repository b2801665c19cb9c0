"""Everything the partner door answers to, from the one list of its operations."""

from django.urls import path

from safeconduct.doors.partner.views import VIEWS, described

handler400 = "safeconduct.doors.partner.answers.unreadable"
handler404 = "safeconduct.doors.partner.answers.no_page"
handler500 = "safeconduct.doors.partner.answers.broken"
urlpatterns = [
    path("openapi.json", described),
    *(path(name[1:].replace("{id}", "<str:id>"), view) for name, view in VIEWS.items()),
]
