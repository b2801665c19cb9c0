"""Addresses of the triage desk and of the ombudsman's."""

from django.urls import path

from safeconduct.contact.office import complaints, duty, places, views

app_name = "contact"
urlpatterns = [
    path("triage/", views.triage, name="triage"),
    path("triage/<uuid:file_id>/read/", views.read_instead, name="read-instead"),
    path("triage/<uuid:file_id>/give-back/", views.give_back, name="give-back"),
    path("duty/", duty.duty, name="duty"),
    path("duty/add/", duty.add, name="duty-add"),
    path("duty/<uuid:shift_id>/remove/", duty.remove, name="duty-remove"),
    path("places/", places.places, name="places"),
    path("places/add/", places.add, name="place-add"),
    path("places/<uuid:place_id>/", places.change, name="place"),
    path("complaints/", complaints.listed, name="complaints"),
]
