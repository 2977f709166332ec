"""All settings, from the environment, with defaults that are safe and complete for one machine.

PESTWIJZER_SECRET_KEY       made at the first start and kept in web/.secret_key when left out
PESTWIJZER_DEBUG            1 on a developer's machine only
PESTWIJZER_HOSTS            the names under which the website is reached, with commas
PESTWIJZER_HTTPS            1 behind a TLS proxy: secure cookies, redirect, HSTS
PESTWIJZER_PROXIES          how many proxies stand in front (their X-Forwarded-For is believed)
PESTWIJZER_DATABASE_URL     sqlite:////... or postgres://...; the website's own tables
PESTWIJZER_TRACKER_DATABASE path of the assistant's SQLite file, or a database URL
PESTWIJZER_CACHE_URL        redis://... as soon as there is more than one worker process
PESTWIJZER_ASSISTANT_URL    where the parent channel answers
PESTWIJZER_DEFAULT_SCHOOL   the school of `/`
PESTWIJZER_KNOWLEDGE        the folder with topics and helplines
PESTWIJZER_MODELS           the model registry (components/model_registry.py)
and the limits, below.
"""

from __future__ import annotations

from pathlib import Path

import dj_database_url

from pestwijzer import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
REPOSITORY = BASE_DIR.parent

SECRET_KEY = env.secret_key(BASE_DIR / ".secret_key")
DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.items("HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = env.flag("HTTPS")
TRUSTED_PROXIES = env.whole("PROXIES", 0)

# --- what Pestwijzer is made of ---------------------------------------------------------------

KNOWLEDGE = Path(env.text("KNOWLEDGE") or REPOSITORY / "data")
MODELS = Path(env.text("MODELS") or REPOSITORY / "models")
EXAMPLE_SCHOOL = REPOSITORY / "schools" / "voorbeeldschool.yml"
DEFAULT_SCHOOL = env.text("DEFAULT_SCHOOL", "voorbeeldschool")
ASSISTANT_URL = env.text("ASSISTANT_URL", "http://127.0.0.1:5005/webhooks/ouders").rstrip("/")

# Seconds. The chat element waits longer than all of these together before it gives up.
ASSISTANT_CONNECT_TIMEOUT = env.number("ASSISTANT_CONNECT_TIMEOUT", 2)
ASSISTANT_ANSWER_TIMEOUT = env.number("ASSISTANT_ANSWER_TIMEOUT", 20)
ASSISTANT_RETRY_WAIT = env.number("ASSISTANT_RETRY_WAIT", 1.5)
# Fewer than the server's threads, so that a stalled assistant never takes the pages to read down with it.
ASSISTANT_AT_ONCE = env.whole("ASSISTANT_AT_ONCE", 16)

MAX_TEXT = 4000
MAX_API_BODY = 32 * 1024
MAX_FORM_BODY = 256 * 1024

VISITOR_MESSAGES_A_MINUTE = env.whole("VISITOR_MESSAGES_A_MINUTE", 60)
VISITOR_MESSAGES_AN_HOUR = env.whole("VISITOR_MESSAGES_AN_HOUR", 600)
VISITOR_CONVERSATIONS_AN_HOUR = env.whole("VISITOR_CONVERSATIONS_AN_HOUR", 300)
CONVERSATION_HOURS = env.number("CONVERSATION_HOURS", 24)
RETENTION_DAYS = env.whole("RETENTION_DAYS", 90)

# --- Django -----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "pestwijzer",
    "schools",
    "chat",
    "review",
]

MIDDLEWARE = [
    "pestwijzer.security.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "pestwijzer.urls"
WSGI_APPLICATION = "pestwijzer.wsgi.application"
LOGIN_URL = "review:login"
LOGIN_REDIRECT_URL = "review:queue"
LOGOUT_REDIRECT_URL = "review:login"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "review.permissions.SchoolRoles"]
CSRF_FAILURE_VIEW = "pestwijzer.errors.csrf_failure"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "review.context.review",
            ],
        },
    }
]


def database(url: str) -> dict:
    """Return Django's settings for a database; SQLite in WAL mode, so that reading never waits for writing."""
    settings = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = {
            "timeout": 5,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    return settings


def tracker_database(place: str) -> dict:
    """Return the settings for the assistant's conversations: its tables, its journal mode, no migrations of ours."""
    settings = dj_database_url.parse(place if "://" in place else f"sqlite:///{place}", conn_health_checks=True)
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = {"timeout": 5}
    return {**settings, "TEST": {"MIGRATE": False}}


DATABASES = {
    "default": database(env.text("DATABASE_URL") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}"),
    "tracker": tracker_database(env.text("TRACKER_DATABASE") or str(REPOSITORY / "conversations.db")),
}
DATABASE_ROUTERS = ["pestwijzer.databases.TrackerIsNotOurs"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counters of the limits. In memory they are exact for one process with threads, which is what `dienen` starts.
CACHE_URL = env.text("CACHE_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

LANGUAGE_CODE = "nl-be"
LANGUAGES = [("nl-be", "Nederlands (België)")]
TIME_ZONE = "Europe/Brussels"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or BASE_DIR / "staticfiles")
MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or BASE_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "pestwijzer.storage.HashedStaticFiles"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# --- security ---------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.whole("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REDIRECT_EXEMPT = [r"^gezond$"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Names, places and errors, never what a parent typed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # not every address that does not exist
        "pestwijzer": {"level": "INFO"},
    },
}
