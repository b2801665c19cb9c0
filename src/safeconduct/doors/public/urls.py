"""Everything the public door answers to."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from safeconduct.doors.public import views
from safeconduct.outreach.public.urls import proofs

handler400 = "safeconduct.web.views.unreadable"
urlpatterns = [
    path("", views.languages, name="languages"),
    path("favicon.ico", views.no_icon),
    *proofs,
    *i18n_patterns(
        path("", include("safeconduct.contact.public.urls")),
        path("", include("safeconduct.materiel.public.urls")),
        path("", include("safeconduct.protection.public.urls")),
        path("", include("safeconduct.outreach.public.urls")),
    ),
]
