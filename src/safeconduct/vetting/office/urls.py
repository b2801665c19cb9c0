"""Addresses of the vetting file."""

from django.urls import path

from safeconduct.vetting.office import views

app_name = "vetting"
urlpatterns = [
    path("cases/<uuid:file_id>/vetting/", views.file, name="file"),
    path("cases/<uuid:file_id>/vetting/start/", views.start, name="start"),
    path("cases/<uuid:file_id>/vetting/reopen/", views.reopen, name="reopen"),
    path("cases/<uuid:file_id>/vetting/again/", views.again, name="again"),
    path("cases/<uuid:file_id>/vetting/indicators/", views.catalogue, name="indicators"),
    path("cases/<uuid:file_id>/vetting/add/<slug:indicator>/", views.add, name="add"),
    path("cases/<uuid:file_id>/vetting/propose/", views.propose, name="propose"),
    path("vetting/findings/<uuid:finding_id>/", views.answer, name="answer"),
    path("vetting/conclusions/<uuid:conclusion_id>/", views.decide, name="decide"),
]
