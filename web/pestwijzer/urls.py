"""Every address of the website, but for what machines that watch it ask: serving/probes.py."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

admin.site.site_header = admin.site.site_title = "Pestwijzer: beheer"
admin.site.index_title = "Scholen en vragen"

urlpatterns = [
    path("beheer/password_change/", RedirectView.as_view(pattern_name="review:password")),  # one page for it
    path("beheer/", admin.site.urls),
    path("nakijken/", include("review.urls")),
    path("", include("schools.urls")),
    path("", include("chat.urls")),
]

handler400 = "common.errors.bad_request"
handler403 = "common.errors.forbidden"
handler404 = "common.errors.not_found"
handler500 = "chat.views.failing.broken"
