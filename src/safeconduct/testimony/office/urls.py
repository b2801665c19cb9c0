"""Addresses of a case's testimony."""

from django.urls import path

from safeconduct.testimony.office import packages, views

app_name = "testimony"
BASE = "cases/<uuid:file_id>/testimony/"
STATEMENT = BASE + "statements/<uuid:statement_id>/"
EXHIBIT = BASE + "exhibits/<uuid:exhibit_id>/"
PACKAGE = BASE + "packages/<uuid:package_id>/"
urlpatterns = [
    path(BASE, views.file, name="file"),
    path(BASE + "statements/new/", views.take, name="take"),
    path(BASE + "exhibits/new/", views.receive, name="receive"),
    path(BASE + "packages/new/", packages.propose, name="propose"),
    path(STATEMENT, views.statement, name="statement"),
    path(STATEMENT + "part/", views.part, name="part"),
    path(STATEMENT + "sheet/", views.sheet, name="sheet"),
    path(EXHIBIT, views.exhibit, name="exhibit"),
    path(EXHIBIT + "hand-over/", views.hand_over, name="hand-over"),
    path(EXHIBIT + "accept/", views.accept, name="accept"),
    path(PACKAGE, packages.package, name="package"),
    path(PACKAGE + "approve/", packages.approve, name="approve"),
    path(PACKAGE + "make/", packages.make, name="make"),
    path(PACKAGE + "download/", packages.download, name="download"),
]
