"""Every page says who may open it, and every table change has its migration."""

import io

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

CITY, PORTAL = "meydan.config.urls_city", "meydan.config.urls_portal"


def views(patterns, prefix=""):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


@pytest.mark.parametrize("urlconf", [CITY, PORTAL])
def test_every_view_of_ours_says_who_may_open_it(urlconf):
    unmarked = [
        address
        for address, view in views(get_resolver(urlconf).url_patterns)
        if view.__module__.startswith("meydan.")
        and not hasattr(view, "meydan_policy")
        and not hasattr(getattr(view, "view_class", None), "meydan_policy")
    ]
    assert unmarked == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out, verbosity=1)
