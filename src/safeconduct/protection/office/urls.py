"""Addresses of the protection desk and of plans."""

from django.urls import path

from safeconduct.protection.office import checkins, views

app_name = "protection"
urlpatterns = [
    path("protection/", views.desk, name="desk"),
    path("cases/<uuid:file_id>/protection/", views.file_page, name="file"),
    path("cases/<uuid:file_id>/protection/open/<uuid:person_id>/", views.open_one, name="open"),
    path("cases/<uuid:file_id>/protection/family-out/", views.family_out, name="family-out"),
    path("protection/<uuid:plan_id>/facts/", views.facts, name="facts"),
    path("protection/<uuid:plan_id>/words/", views.words, name="words"),
    path("protection/<uuid:plan_id>/measures/<slug:code>/", views.measure, name="measure"),
    path("protection/<uuid:plan_id>/lower/", views.lower, name="lower"),
    path("protection/<uuid:plan_id>/lower/<uuid:change_id>/", views.second, name="second"),
    path("protection/<uuid:plan_id>/rhythm/", checkins.rhythm, name="rhythm"),
    path("protection/<uuid:plan_id>/silence/", checkins.silence, name="silence"),
    path("protection/<uuid:plan_id>/heard/", checkins.heard, name="heard"),
    path("protection/<uuid:plan_id>/take-over/", checkins.take_over, name="take-over"),
    path("protection/alarms/<uuid:alarm_id>/closed/", checkins.close, name="close-alarm"),
]
