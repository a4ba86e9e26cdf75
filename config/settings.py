"""One settings file; the environment decides.

Without any environment variable this is a working machine for development, tests and the demo:
the engines of this checkout (config/engines.py) are the database and the broker. With
``PRODUCTION=true`` the file refuses to start on any default that must not reach the public.
"""

import datetime as dt
from pathlib import Path

import django_stubs_ext
import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import engines

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PRODUCTION = env.bool("PRODUCTION", default=False)
DEMO = env.bool("DEMO", default=False)
DEBUG = False

SECRET_KEY = env.str("SECRET_KEY", default="not-secret-development-key-of-a-checkout-only")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

if PRODUCTION:
    if DEMO:
        raise ImproperlyConfigured("PRODUCTION and DEMO exclude each other: the demo lets anyone sign in as anyone.")
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL"):
        if not env.str(name, default=""):
            raise ImproperlyConfigured(f"PRODUCTION needs {name} in the environment.")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "guardian",
    "pghistory",
    "pgtrigger",
    "config",
    "access",
    "accounts",
    "cohorts",
    "indicators",
    "benchmarking",
    "mentoring",
    "reports",
    "start",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.masking.MaskedHistory",
    "access.middleware.GateMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "start.context.page",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data ---------------------------------------------------------------------------------------------

_database = env.db_url("DATABASE_URL", default=engines.database_url(BASE_DIR))
_database.update(CONN_MAX_AGE=env.int("CONN_MAX_AGE", default=60), CONN_HEALTH_CHECKS=True)
# A page's statements join many small tables by their keys. Trying every order of eight of them took the planner three
# times as long as of five, and longer than running the statement.
_database.setdefault("OPTIONS", {}).setdefault("options", "-c join_collapse_limit=5")
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# "default" is the database: allauth's rate limiter must outlive Valkey. "fast" is Valkey.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # Room for a flood: a counter that is culled is a limit that is lifted.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "fast": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL", default=engines.cache_url(BASE_DIR)),
    },
}

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("MEDIA_ROOT", default=str(engines.state_dir(BASE_DIR) / "media"))},
    },
    "staticfiles": {"BACKEND": "config.staticfiles.HashedFiles"}
    if PRODUCTION
    else {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# People -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

PASSWORD_RESET_TIMEOUT = 60 * 60
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 2 * 60 * 60  # since the last page
SESSION_ABSOLUTE_AGE = 12 * 60 * 60  # since sign-in

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
# The adapter hears of unknown addresses to spend the same time on them; it sends them nothing.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
# An accepted invitation has proved the address (accounts.people), and no other way leads in.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Beside the library's own: the open form of a round, by caller, by the contact's address, and by round.
ACCOUNT_RATE_LIMITS = {"apply": "10/h/ip", "apply_with_address": "3/d/key", "apply_in_round": "200/d/key"}
ACCOUNT_SESSION_REMEMBER = True
# How many proxies of our own stand in front: whose word on the caller's address the limiter takes.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

# guardian holds the grants as rows on Room; its own checks are never asked (docs/access.md).
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # guardian's backend short-cuts superusers: deliberately not hooked

# Read once per request by access.middleware; the dotted path keeps `access` free of domain words.
ACCESS_LOADER = "cohorts.access.load"
# Views of libraries carry no gate of ours; each module stands here with its reason.
ACCESS_THIRD_PARTY = {
    "allauth.account.views": "the door itself: sign in and out, password, one-time code",
}

# Security -----------------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-session"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "config.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Language and time --------------------------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True

# The demo lives in the days of the 2019 round: the same clock, moved there (access/clock.py).
DEMO_DAY = dt.date(2019, 11, 14)
CLOCK_OFFSET = DEMO_DAY - dt.datetime.now(tz=dt.UTC).date() if DEMO else dt.timedelta()

# Static files: our own, and the typeface from npm packages, split for screens and whole for paper --

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("fonts", BASE_DIR / "node_modules" / "@fontsource" / "source-sans-3" / "files"),
    ("fonts/whole", BASE_DIR / "node_modules" / "source-sans" / "WOFF2" / "TTF"),
]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False

# Letters ------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Jämna steg <jamna-steg@localhost>")
_email = env.email_url("EMAIL_URL", default="dummymail://" if DEMO else "memorymail://")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"]
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _email.get("EMAIL_FILE_PATH")
EMAIL_TIMEOUT = 20
# A letter names the kind of its secret; the function that mints it runs in the sending task only.
LETTER_SECRETS = {
    "application": "cohorts.applications.mint_link",
    "invitation": "cohorts.invitations.mint_link",
}

# Jobs ---------------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.str("BROKER_URL", default=engines.broker_url(BASE_DIR))
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5}
CELERY_TASK_DEFAULT_QUEUE = env.str("QUEUE", default="jamna-steg")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(engines.state_dir(BASE_DIR) / "beat")
CELERY_BEAT_SCHEDULE = {
    "send-queued-letters": {"task": "accounts.tasks.sweep_letters", "schedule": 10.0, "options": {"expires": 10}},
    "ring-lapsed-reports": {"task": "reports.tasks.sweep_reports", "schedule": 10.0},
    "climb-ladders": {"task": "benchmarking.tasks.remind_all", "schedule": 900.0},
    "end-planned-seats": {"task": "cohorts.tasks.end_planned_seats", "schedule": 3600.0},
    "forget-applications": {"task": "cohorts.tasks.forget_applications", "schedule": 3600.0},
    "refresh-public-figures": {"task": "indicators.tasks.refresh_nightly", "schedule": crontab(hour=3, minute=17)},
    "forget-figure-files": {"task": "indicators.tasks.forget_figure_files", "schedule": 3600.0},
    "ring-lapsed-refreshes": {
        "task": "indicators.tasks.sweep_refreshes",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
}

# Public figures -----------------------------------------------------------------------------------

# Kolada's API v3, free to use; the demo and the tests have a fake of it (indicators/kolada/fake).
KOLADA_URL = env.str("KOLADA_URL", default="https://api.kolada.se/v3")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "config.masking.MaskSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["mask"]}},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "weasyprint": {"propagate": False},  # says of every report which rules for screens paper does not know
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
