"""Addresses of the exercises."""

from django.urls import path

from safeconduct.training.office import views

app_name = "training"
urlpatterns = [
    path("exercises/", views.exercises_page, name="exercises"),
    path("exercises/<slug:code>/start/", views.start_page, name="start"),
    path("exercises/runs/<uuid:copy_id>/", views.run_page, name="run"),
    path("exercises/runs/<uuid:copy_id>/end/", views.end_run, name="end"),
]
