"""Addresses of the status file and of the offers."""

from django.urls import path

from safeconduct.status.office import offers, views

app_name = "status"
urlpatterns = [
    path("cases/<uuid:file_id>/status/", views.file_page, name="file"),
    path("cases/<uuid:file_id>/status/open/", views.open_asylum, name="open"),
    path("cases/<uuid:file_id>/status/position/", views.position, name="position"),
    path("cases/<uuid:file_id>/status/deadline/", views.deadline, name="deadline"),
    path("cases/<uuid:file_id>/status/wish/", offers.wish, name="wish"),
    path("cases/<uuid:file_id>/status/show/", offers.show, name="show"),
    path("cases/<uuid:file_id>/status/place/", offers.place, name="place"),
    path("status/positions/<uuid:reading_id>/close/", views.closing, name="close"),
    path("status/positions/<uuid:reading_id>/confirm/", views.second, name="second"),
    path("status/deadlines/<uuid:deadline_id>/met/", views.met, name="met"),
    path("status/places/<uuid:place_id>/", offers.decide, name="decide"),
    path("offers/", offers.offers_page, name="offers"),
    path("offers/new/", offers.register, name="register"),
    path("offers/<uuid:offer_id>/<slug:event>/", offers.change, name="change"),
]
