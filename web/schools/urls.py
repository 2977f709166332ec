from django.urls import path

from schools import views

urlpatterns = [
    path("school/<slug:slug>/inbouwen", views.embedding, name="school_embedding"),
    path("school/<slug:slug>/proefpagina", views.launcher_demo, name="school_launcher_demo"),
    path("school/<slug:slug>/logo", views.logo, name="school_logo"),
    path("school/<slug:slug>/stijl.css", views.style, name="school_style"),
]
