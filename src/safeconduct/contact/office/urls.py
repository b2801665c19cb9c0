"""Addresses of the triage desk."""

from django.urls import path

from safeconduct.contact.office import views

app_name = "contact"
urlpatterns = [path("triage/", views.triage, name="triage")]
