"""The addresses of the public side."""

from __future__ import annotations

from django.urls import path, re_path

from baowen.public import views

app_name = "public"
urlpatterns = [
    path("", views.index, name="index"),
    path("drugs/<str:code>/", views.drug, name="drug"),
    path("lists/", views.lists, name="lists"),
    path("lists/<int:number>/", views.one_list, name="list"),
    re_path(r"^warnings\.(?P<form>json|csv|rss)$", views.warnings, name="warnings"),
    path("report/", views.report, name="report"),
    path("follow/", views.follow, name="follow"),
]
