"""Addresses of the screening desk, hits, lists and questions."""

from django.urls import path

from safeconduct.screening.office import views

app_name = "screening"
urlpatterns = [
    path("screening/", views.hits, name="hits"),
    path("screening/hits/<uuid:hit_id>/", views.hit, name="hit"),
    path("screening/lists/", views.lists_page, name="lists"),
    path("screening/lists/demo/", views.demo_list, name="demo-list"),
    path("screening/lists/<uuid:list_id>/", views.list_page, name="list"),
    path("cases/<uuid:file_id>/screening/", views.ask_page, name="ask"),
]
