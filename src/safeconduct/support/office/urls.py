"""Addresses of the treasury."""

from django.urls import path

from safeconduct.support.office import views

app_name = "support"
urlpatterns = [
    path("payments/", views.payments_page, name="payments"),
    path("payments/<uuid:payment_id>/", views.show, name="payment"),
    path("payments/<uuid:payment_id>/draft/", views.draft, name="draft"),
    path("payments/<uuid:payment_id>/approve/", views.approve, name="approve"),
    path("payments/<uuid:payment_id>/release/", views.release, name="release"),
    path("payments/<uuid:payment_id>/payee/", views.payee, name="payee"),
    path("payments/<uuid:payment_id>/bank/", views.bank, name="bank"),
    path(
        "payments/<uuid:payment_id>/propose-refusal/",
        views.propose_refusal,
        name="propose-refusal",
    ),
    path("payments/<uuid:payment_id>/refusal/", views.refusal, name="refusal"),
    path("payments/<uuid:payment_id>/appeal/", views.appeal, name="appeal"),
    path("cases/<uuid:file_id>/payments/new/", views.new, name="new"),
    path("cases/<uuid:file_id>/handover/<uuid:claim_id>/", views.handover, name="handover"),
]
