"""Addresses of crossings."""

from django.urls import path

from safeconduct.passage.office import notice, steps, views

app_name = "passage"
CASE = "cases/<uuid:file_id>/crossing/"
urlpatterns = [
    path("crossings/", views.desk, name="crossings"),
    path(CASE, views.show, name="crossing"),
    path(CASE + "open/", views.open_page, name="open"),
    path(CASE + "people/", views.people, name="people"),
    path(CASE + "steps/", views.steps, name="steps"),
    path(CASE + "propose/", notice.propose, name="propose"),
    path(CASE + "revise/", notice.revise, name="revise"),
    path(CASE + "approve/", notice.approve, name="approve"),
    path(CASE + "send/", notice.send, name="send"),
    path(CASE + "cancel/", notice.cancel, name="cancel"),
    path(CASE + "corridor/", notice.corridor, name="corridor"),
    path(CASE + "read-back/<uuid:addressee_id>/", notice.read_back, name="read-back"),
    path(CASE + "check/<slug:name>/", steps.check, name="check"),
    path(CASE + "compute/", steps.compute, name="compute"),
    path(CASE + "help/", steps.ask_help, name="help"),
    path(CASE + "help/<uuid:cost_id>/agree/", steps.agree, name="agree"),
]
