"""Django settings, all of them from the environment; a home needs none to be set.

BAOWEN_HOME: the folder of the home. DATABASE_URL: PostgreSQL for the records; without it SQLite in the home.
"""

from __future__ import annotations

import os
import secrets
from typing import Any

import dj_database_url

from baowen.core.home import home_path

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
    "baowen.core",
    "baowen.orgs",
    "baowen.collect",
    "baowen.collect.reports",
    "baowen.monitor",
    "baowen.respond",
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
