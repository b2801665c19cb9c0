"""Addresses of the guidance; `proofs` are files at the root of the site."""

from django.urls import path

from safeconduct.outreach.genuine import PROOFS
from safeconduct.outreach.public import report, views

app_name = "outreach"
urlpatterns = [
    path("", views.home, name="home"),
    path("all/", views.everything, name="all"),
    path("report-copy/", report.report_copy, name="report-copy"),
    path("<slug:slug>/", views.guidance, name="guidance"),
]
proofs = [path(name, views.proof_file, {"name": name}) for name in PROOFS]
