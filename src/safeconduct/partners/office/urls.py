"""Addresses of partners: organisations, tokens, addresses, deliveries; shares of a case."""

from django.urls import path

from safeconduct.partners.office import sharing, views

app_name = "partners"
urlpatterns = [
    path("partners/", views.partners, name="partners"),
    path("partners/<uuid:partner_id>/", views.show, name="partner"),
    path("partners/<uuid:partner_id>/tokens/new/", views.token, name="token"),
    path("partners/<uuid:partner_id>/addresses/new/", views.endpoint, name="endpoint"),
    path("partners/<uuid:partner_id>/decide/", views.decide_partner, name="decide-partner"),
    path(
        "partners/<uuid:partner_id>/tokens/<uuid:row_id>/",
        views.decide_token,
        name="decide-token",
    ),
    path(
        "partners/<uuid:partner_id>/addresses/<uuid:row_id>/",
        views.decide_endpoint,
        name="decide-endpoint",
    ),
    path("partners/deliveries/<uuid:delivery_id>/again/", views.again, name="again"),
    path("cases/<uuid:file_id>/partners/", sharing.shares, name="shares"),
    path("cases/<uuid:file_id>/partners/<uuid:row_id>/", sharing.decide, name="decide-share"),
    path("partners/answers/<uuid:ack_id>/seen/", sharing.seen, name="seen"),
]
