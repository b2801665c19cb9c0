"""Addresses of the triage desk and of the ombudsman's."""

from django.urls import path

from safeconduct.contact.office import complaints, views

app_name = "contact"
urlpatterns = [
    path("triage/", views.triage, name="triage"),
    path("complaints/", complaints.listed, name="complaints"),
    path("complaints/<uuid:complaint_id>/", complaints.complaint, name="complaint"),
]
