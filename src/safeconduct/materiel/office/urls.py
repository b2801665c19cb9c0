"""Addresses of equipment: claims, custody, alerts."""

from django.urls import path

from safeconduct.materiel.office import custody, views

app_name = "materiel"
urlpatterns = [
    path("equipment/", views.claims, name="claims"),
    path("cases/<uuid:file_id>/equipment/new/", views.register, name="register"),
    path("equipment/<uuid:claim_id>/", views.show, name="claim"),
    path("equipment/<uuid:claim_id>/marks/", views.marks, name="marks"),
    path("equipment/<uuid:claim_id>/companions/", views.fate, name="fate"),
    path("equipment/<uuid:claim_id>/withdraw/", views.withdraw, name="withdraw"),
    path("equipment/alerts/<uuid:alert_id>/", views.alert, name="alert"),
    path("custody/", custody.desk, name="custody"),
    path("custody/<uuid:claim_id>/<slug:name>/", custody.record, name="move"),
    path("custody/moves/<uuid:move_id>/", custody.second, name="confirm"),
]
