"""Settings of a web process: those of every process, and what only pages need. `baowen serve` runs with them.

BAOWEN_HOSTS: names under which the site is reached, by commas. BAOWEN_PROXIES: how many trusted proxies stand before
it (they end TLS and set X-Forwarded-For and -Proto). BAOWEN_PLAIN_HTTP=1: cookies without TLS, for a trial.
BAOWEN_SECRET_KEY: instead of the key that is kept in the home. BAOWEN_EMAIL_*: the mail server, for reset links.
"""

from __future__ import annotations

import os

from baowen.core.secret import secret_key
from baowen.core.settings import *  # noqa: F403
from baowen.core.settings import BASE_HOME
from baowen.core.settings import DEFAULT_FROM_EMAIL as SENDER
from baowen.core.settings import INSTALLED_APPS as EVERY_PROCESS

SECRET_KEY = secret_key(BASE_HOME)
INSTALLED_APPS = [
    "baowen.web",  # first, so that its templates come before allauth's
    *EVERY_PROCESS,
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "baowen.web.middleware.Compressed",
    "baowen.web.middleware.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "baowen.web.middleware.ChosenLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "baowen.web.middleware.SignInRequired",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "baowen.web.middleware.FactorsInOneTransaction",
    "baowen.web.middleware.ToldErrors",
]
ROOT_URLCONF = "baowen.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "baowen.web.menu.menu",
                "baowen.web.help.topics.help_here",
            ]
        },
    }
]
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
STATIC_URL = "/static/"
STATIC_ROOT = BASE_HOME / "static"  # filled by `baowen serve`: compressed, named by content, cached for ever
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False

# Who is asked
_PLAIN_HTTP = os.environ.get("BAOWEN_PLAIN_HTTP") == "1"
_PROXIES = int(os.environ.get("BAOWEN_PROXIES") or 0)
ALLOWED_HOSTS = [name.strip() for name in os.environ.get("BAOWEN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")]
ALLAUTH_TRUSTED_PROXY_COUNT = _PROXIES
NINJA_NUM_PROXIES = _PROXIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _PROXIES else None

# Cookies and headers
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not _PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # one working day; closing the browser ends it earlier
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Attempts to sign in are counted where every process sees them. Entries are small; a low limit would let somebody
# push the counters of others out by asking often.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What is counted often and need not be exact, such as searches of the public: one count in each process.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}},
    # Answers of the public side (web.kept): about 10 kB each, compressed.
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2_000}},
}

# Signing in
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "baowen.web.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are given by administrators
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[保稳 baowen] "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "20/5m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"add_webauthn": "baowen.web.forms.AddKeyForm"}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "保稳 baowen"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _PLAIN_HTTP
USERSESSIONS_TRACK_ACTIVITY = False

DEFAULT_FROM_EMAIL = SENDER or "baowen@localhost"
