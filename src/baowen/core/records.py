"""Opens the records (Django) of a home for a process that is not a web server."""

from __future__ import annotations

import os
from functools import cache

import django
from django.apps import apps
from django.core.management import call_command

from baowen.core.home import Home


def open_records(home: Home, *, migrate: bool = False) -> None:
    """Point Django at the home's records; `migrate` brings the tables to this version's form."""
    os.environ["BAOWEN_HOME"] = str(home.root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baowen.core.settings")
    if not apps.ready:
        django.setup()
    if migrate and _is_behind():
        call_command("migrate", verbosity=0, interactive=False)


def _is_behind() -> bool:
    """Whether a migration is missing. Asking takes a twentieth of what the command takes to find nothing to do."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return not _migrations().issubset(MigrationRecorder(connection).applied_migrations())


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this version, which no process outlives: read once, not for each command that it runs."""
    from django.db.migrations.loader import MigrationLoader

    return frozenset(MigrationLoader(None).disk_migrations)


def freshen_statistics() -> None:
    """Let SQLite count its indexes anew; PostgreSQL does so by itself.

    Without counts SQLite took half a second instead of 2 ms for what is late in a city among 300,000 cases.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
