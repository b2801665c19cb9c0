"""Addresses of letters, cases and arrivals."""

from django.urls import path

from safeconduct.casework.office import (
    access,
    arrivals,
    briefing,
    cases,
    danger,
    departures,
    files,
    taking_down,
    team,
    views,
)

app_name = "casework"
urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("letters/take-down/", taking_down.take_down, name="take-down"),
    path("letters/<uuid:letter_id>/", views.letter, name="letter"),
    path("letters/<uuid:letter_id>/open-case/", views.open_case_page, name="open-case"),
    path("files/<uuid:attachment_id>/<slug:copy>/", files.attachment, name="attachment"),
    path("cases/<uuid:file_id>/answer/", views.answer, name="answer"),
    path("cases/<uuid:file_id>/ask/", views.ask_page, name="ask"),
    path("cases/<uuid:file_id>/act/<slug:name>/", views.do, name="act"),
    path("cases/<uuid:file_id>/team/", team.team, name="team"),
    path("cases/<uuid:file_id>/team/take-off/", access.take_off, name="take-off"),
    path("cases/<uuid:file_id>/team/pass-on/", access.pass_on, name="pass-on"),
    path("cases/<uuid:file_id>/team/lend/", access.lend, name="lend"),
    path("departures/", departures.departures, name="departures"),
    path("departures/<uuid:departure_id>/", departures.decide, name="departure"),
    path("cases/<uuid:file_id>/people/", views.people_page, name="people"),
    path("cases/<uuid:file_id>/briefing/", briefing.briefing, name="briefing"),
    path("cases/<uuid:file_id>/danger/", danger.danger, name="danger"),
    path("cases/<uuid:file_id>/consent/", views.consent, name="consent"),
    path("cases/<uuid:file_id>/condition/", views.condition, name="condition"),
    path("tasks/<uuid:task_id>/done/", views.task_done, name="task-done"),
    path("proposals/<uuid:proposal_id>/", views.decide, name="proposal"),
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("arrivals/<uuid:file_id>/", arrivals.attest, name="attest"),
]
