"""The addresses of the public side. Letters to subscribers name them too (baowen.public.letters)."""

from __future__ import annotations

from django.urls import path, re_path

from baowen.public import (
    bulletin_views,
    contracting_views,
    data_views,
    drug_views,
    holdings_views,
    market_views,
    price_views,
    subscription_views,
    views,
)

app_name = "public"
urlpatterns = [
    path("", views.index, name="index"),
    path("about/", views.about, name="about"),
    path("drugs/<str:code>/", drug_views.drug, name="drug"),
    path("stock/", holdings_views.where, name="stock"),
    path("lists/", views.lists, name="lists"),
    path("lists/<int:number>/", views.one_list, name="list"),
    path("lists/<str:issuer>/<str:kind>/<str:edition>/", views.feed_list, name="feed_list"),
    path("warnings.rss", views.warnings, name="warnings"),
    path("bulletins/", bulletin_views.bulletins, name="bulletins"),
    path("bulletins.rss", bulletin_views.feed, name="bulletins_feed"),
    path("bulletins/<str:number>/", bulletin_views.one_bulletin, name="bulletin"),
    path("market/", market_views.prices, name="market_prices"),
    path("market/filings/", market_views.filings, name="market_filings"),
    path("market/suspended/", market_views.suspensions, name="market_suspended"),
    path("market/selected/", market_views.selected, name="market_selected"),
    path("market/warnings/", market_views.warnings, name="market_warnings"),
    path("prices/", price_views.price_notices, name="price_notices"),
    path("prices/<str:number>/", price_views.price_notice, name="price_notice"),
    path("data/", data_views.data, name="data"),
    path("data/ocds/", contracting_views.contracting, name="contracting"),
    re_path(
        r"^data/ocds/(?P<kind>releases|records)-(?P<month>\d{4}-\d{2})\.(?P<form>jsonl?)$",
        contracting_views.month_of_purchases,
        name="contracting_month",
    ),
    path("data/<slug:name>.schema.json", data_views.schema, name="schema"),
    re_path(r"^data/(?P<name>[a-z-]+)\.(?P<form>json|csv)$", data_views.dataset, name="dataset"),
    path("subscriptions/", subscription_views.subscribe, name="subscribe"),
    path("subscriptions/confirm/<str:token>/", subscription_views.confirm_page, name="confirm"),
    path("subscriptions/leave/<str:token>/", subscription_views.leave_page, name="leave"),
    path("report/", views.report, name="report"),
    path("follow/", views.follow, name="follow"),
]
