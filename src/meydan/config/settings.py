"""Django's settings, drawn from the home folder named by MEYDAN_HOME."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from csp.constants import NONCE, NONE, SELF

from meydan.base.packs.reader import read_pack_head
from meydan.config.databases import database_of
from meydan.config.home import open_home

SOURCE = Path(__file__).resolve().parent.parent
HOME = open_home(Path(os.environ["MEYDAN_HOME"]) if os.environ.get("MEYDAN_HOME") else None)

# --- the home --------------------------------------------------------------------------------
MEYDAN_HOME = HOME
MEYDAN_ROLE = HOME.role
MEYDAN_DEMO = HOME.demo
MEYDAN_PACK = HOME.pack
MEYDAN_OPEN_SENSORTHINGS = HOME.open_sensorthings
MEYDAN_PACK_FOLDERS = [SOURCE / "packs", *([HOME.path / "packs"] if HOME.path else [])]
_pack = read_pack_head(MEYDAN_PACK, MEYDAN_PACK_FOLDERS)

# --- security --------------------------------------------------------------------------------
SECRET_KEY = HOME.secret_key()
DEBUG = os.environ.get("MEYDAN_DEBUG") == "1"
ALLOWED_HOSTS = list(HOME.allowed_hosts)
# Two demo homes on one address must not sign each other out, so every cookie carries the home's key.
SESSION_COOKIE_NAME = f"meydan_{HOME.key}_session"
CSRF_COOKIE_NAME = f"meydan_{HOME.key}_csrf"
LANGUAGE_COOKIE_NAME = f"meydan_{HOME.key}_language"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "meydan.base.ui.views.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_behind_https = HOME.address.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _behind_https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_https else None
CSRF_TRUSTED_ORIGINS = [HOME.public_url] if HOME.public_url else []
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- rooms -----------------------------------------------------------------------------------
BASE_APPS = [
    f"meydan.base.{room}"
    for room in (
        "locale",
        "packs",
        "ui",
        "people",
        "audit",
        "jobs",
        "events",
        "connectors",
        "notify",
        "links",
        "papers",
        "webhooks",
        "payments",
        "forms",
        "appointments",
    )
]
CITY_APPS = [
    *(f"meydan.kernel.{room}" for room in ("places", "observations", "cases", "strategy", "exchange")),
    "meydan.domains.environment",
    "meydan.domains.notices",
    "meydan.domains.participation",
    "meydan.domains.planning",
    "meydan.domains.warnings",
    *(f"meydan.site.{room}" for room in ("home", "guide", "search", "desk", "dashboards", "tour", "sample")),
    "meydan.site.joining",
]
PORTAL_APPS = ["meydan.domains.federation"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "meydan.config",
    *BASE_APPS,
    *CITY_APPS,
    *PORTAL_APPS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages of text shrink to a fifth on the wire; Django pads them at random, and tokens of forms are masked
    # anew in each answer, so that lengths give no secret away.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "meydan.base.locale.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "meydan.config.urls_portal" if HOME.role == "portal" else "meydan.config.urls_city"
WSGI_APPLICATION = "meydan.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "meydan.base.locale.templatetags.meydan_locale",
                "meydan.base.ui.templatetags.meydan_ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "meydan.base.ui.context.page",
            ],
        },
    }
]

# --- data ------------------------------------------------------------------------------------
DATABASES = {
    "default": database_of(HOME.database_url, HOME.folder("meydan.sqlite3") if HOME.path else ":memory:")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = HOME.folder("media")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- languages and time ----------------------------------------------------------------------
LANGUAGES = [("tr", "Türkçe"), ("fa", "فارسی"), ("en", "English")]
LANGUAGE_CODE = _pack.default_language
USE_I18N = True
USE_TZ = True
TIME_ZONE = _pack.timezone
CITY_ZONE = ZoneInfo(TIME_ZONE)

# --- static files ----------------------------------------------------------------------------
STATIC_URL = "/static/"
# Built once and never written by a home: whitenoise serves them from the packages.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
# Folders that carry their version in their name never change.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/vendor/[a-z-]+-[0-9.]+/"

# --- accounts --------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["meydan.base.people.backend.MunicipalBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "meydan.base.people.adapter.MunicipalAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key", "login": "30/m/ip"}
ACCOUNT_USERNAME_BLACKLIST = ["admin", "root", "meydan"]
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = f"Meydan {HOME.key}"

# --- logs ------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"scrub": {"()": "meydan.base.connectors.scrubbing.ScrubFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["scrub"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("MEYDAN_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
