"""Django settings, all of them from the environment; a home needs none to be set.

BAOWEN_HOME: the folder of the home. DATABASE_URL: PostgreSQL for the records; without it SQLite in the home.
BAOWEN_EMAIL_* and BAOWEN_MESSAGE_*: docs/how-to/messages.md.
BAOWEN_SITE and BAOWEN_SUBSCRIPTION_CONFIRM_DAYS: docs/how-to/public.md.
BAOWEN_OCID_PREFIX and BAOWEN_DATA_LICENCE: docs/how-to/open-data.md.
"""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from typing import Any

import dj_database_url

from baowen.core.home import home_path
from baowen.core.problems import BaowenError

BASE_HOME = home_path()
# Nothing is signed yet that outlives the process, so a key of its own for each process is the safest default.
SECRET_KEY = os.environ.get("BAOWEN_SECRET_KEY") or secrets.token_urlsafe(48)
DEBUG = False
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django_tasks",
    "django_tasks_db",
    "baowen.core",
    "baowen.core.messages",
    "baowen.orgs",
    "baowen.lists",
    "baowen.collect",
    "baowen.collect.reports",
    "baowen.monitor",
    "baowen.respond",
    "baowen.procure.listing",
    "baowen.procure.buying",
    "baowen.procure.trade",
    "baowen.procure.settle",
    "baowen.procure.exchange",
    "baowen.price",
    "baowen.vbp.rounds",
    "baowen.vbp.volumes",
    "baowen.vbp.contracts",
    "baowen.vbp.supply",
    "baowen.vbp.progress",
    "baowen.vbp.evaluation",
    "baowen.produce",
    "baowen.hospital.shares",
    "baowen.hospital.formulary",
    "baowen.hospital.grading",
    "baowen.hospital.substitutes",
    "baowen.hospital.holdings",
    "baowen.reserve.plans",
    "baowen.reserve.goods",
    "baowen.reserve.lines",
    "baowen.reserve.transfers",
    "baowen.outcomes",
    "baowen.api",
    "baowen.public",
]
MIDDLEWARE: list[str] = []
AUTH_USER_MODEL = "orgs.Person"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL")
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=60))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(BASE_HOME / "records.sqlite3"),
        "OPTIONS": {
            # Readers go on while one process writes; a second writer waits instead of failing.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
        },
    }


DATABASES = {"default": _database()}
# A task is a row, written when it is enqueued, in the transaction that enqueues it (django-tasks-db has no other way).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def _numbers(name: str, default: str) -> tuple[float, ...]:
    """The positive numbers of a variable, with commas between them."""
    text = os.environ.get(name, default)
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if not found or not all(0 < number < 10**8 for number in found):
        raise BaowenError(
            f"环境变量 {name} 的值 {text!r} 不对；应为正数，多个用逗号隔开，如 {default}",
            f"{name} is {text!r}; it needs positive numbers with commas between them, such as {default}",
        )
    return found


def _email_security() -> str:
    given = os.environ.get("BAOWEN_EMAIL_SECURITY", "ssl")
    if given not in ("ssl", "starttls", "none"):
        raise BaowenError(
            f"环境变量 BAOWEN_EMAIL_SECURITY 的值 {given!r} 不对；应为 ssl、starttls 或 none",
            f"BAOWEN_EMAIL_SECURITY is {given!r}; it must be ssl, starttls or none",
        )
    return given


EMAIL_HOST = os.environ.get("BAOWEN_EMAIL_HOST", "")
EMAIL_PORT = int(_numbers("BAOWEN_EMAIL_PORT", "465")[0])
EMAIL_HOST_USER = os.environ.get("BAOWEN_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("BAOWEN_EMAIL_PASSWORD", "")
EMAIL_USE_SSL = _email_security() == "ssl"
EMAIL_USE_TLS = _email_security() == "starttls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("BAOWEN_EMAIL_FROM", "")
# Without a server what would be mailed lies in files of the home; messages of the queue are shown as failed instead.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = BASE_HOME / "mail"

# How patient the platform is; no text rules it. After a try without success it waits, each time longer; after the last
# wait and one more try the delivery is shown as failed. A lease must outlast the slowest sending.
MESSAGE_WAITS = tuple(
    timedelta(seconds=number) for number in _numbers("BAOWEN_MESSAGE_WAITS", "60,300,1800,7200,21600,86400")
)
MESSAGE_LEASE = timedelta(seconds=_numbers("BAOWEN_MESSAGE_LEASE", "300")[0])
MESSAGE_DIGEST_HOUR = _numbers("BAOWEN_MESSAGE_DIGEST_HOUR", "8")[0]

# Subscriptions of the public; no text rules them. An address that is not confirmed is forgotten after so many days.
# PUBLIC_SITE: where the links of letters lead; empty: to the address under which somebody subscribed.
SUBSCRIPTION_CONFIRM = timedelta(days=_numbers("BAOWEN_SUBSCRIPTION_CONFIRM_DAYS", "3")[0])
PUBLIC_SITE = os.environ.get("BAOWEN_SITE", "").rstrip("/")
# Open contracting data: the prefix that the Open Contracting Partnership gave to the publisher, and the address of the
# licence; a placeholder and none where they are not set.
OCID_PREFIX = os.environ.get("BAOWEN_OCID_PREFIX", "")
DATA_LICENCE = os.environ.get("BAOWEN_DATA_LICENCE", "")
