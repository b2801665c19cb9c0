"""Address of the impact report."""

from django.urls import path

from safeconduct.impact.office import views

app_name = "impact"
urlpatterns = [path("impact/", views.report, name="report")]
