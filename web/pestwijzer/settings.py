"""All settings, from the environment, with defaults that are safe and complete for one machine.

docs/engineering/settings.md tells each one's default and what else there is to set.

Where it stands
PESTWIJZER_SECRET_KEY       made at the first start and kept in web/.secret_key when left out
PESTWIJZER_DEBUG            1 on a developer's machine only
PESTWIJZER_HOSTS            the names under which the website is reached, with commas
PESTWIJZER_HTTPS            1 behind a TLS proxy: secure cookies, redirect, HSTS
PESTWIJZER_HSTS_SECONDS     how long browsers then refuse anything but https
PESTWIJZER_PROXIES          how many proxies stand in front (their X-Forwarded-For is believed)
PESTWIJZER_HOST             the address that `dienen` listens on
PESTWIJZER_PORT             its port; `make start` looks there too
PESTWIJZER_WORKERS          how many processes serve, where they share a cache; one where they do not
PESTWIJZER_METRICS_TOKEN    with which another machine may read /metrics; only this one may when left out
PESTWIJZER_STATIC_ROOT      the folder of collected static files
PESTWIJZER_MEDIA_ROOT       the folder of what schools upload: their logos

What it works with
PESTWIJZER_DATABASE_URL     sqlite:////... or postgres://...; the website's own tables
PESTWIJZER_TRACKER_DATABASE path of the assistant's SQLite file, or a database URL
PESTWIJZER_CACHE_URL        redis://... as soon as there is more than one worker process
PESTWIJZER_DEFAULT_SCHOOL   the school of `/`
PESTWIJZER_KNOWLEDGE        the folder with topics and helplines
PESTWIJZER_MODELS           the model registry (foundation/versions/registry.py)
PESTWIJZER_GIT_COMMITS      1 to commit `data/` at every publication, in the name of who published

The assistant
PESTWIJZER_ASSISTANT_URL    where the parent channel answers
PESTWIJZER_ASSISTANT_PYTHON its own Python, with which candidates are trained and details hidden
PESTWIJZER_ASSISTANT_CONNECT_TIMEOUT  seconds in which it must take a message, or a place must come free
PESTWIJZER_ASSISTANT_ANSWER_TIMEOUT   seconds in which its whole answer must be there
PESTWIJZER_ASSISTANT_RETRY_WAIT       seconds before the second and last try, only for what it did not take
PESTWIJZER_ASSISTANT_AT_ONCE          how many messages may be under way to it

What parents may ask, and how long it is kept
PESTWIJZER_VISITOR_MESSAGES_A_MINUTE      how many messages one address may send in a minute,
PESTWIJZER_VISITOR_MESSAGES_AN_HOUR       and in an hour; a school's own limit a day stands at the school
PESTWIJZER_VISITOR_CONVERSATIONS_AN_HOUR  how many conversations one address may begin in an hour
PESTWIJZER_CONVERSATION_HOURS  how long a parent can go on with a conversation
PESTWIJZER_RETENTION_DAYS   how long conversations are kept, and whatever comes from them
PESTWIJZER_BACKUP_DAYS      how long backups are kept, which parents are told; 0: nobody makes any
PESTWIJZER_TRAIL_DAYS       how long it is kept what staff did
PESTWIJZER_HOUSEKEEPING_MINUTES  how often the website reads new questions, and looks whether today's erasing is done
PESTWIJZER_QUESTIONS_FRESH_SECONDS  for how long after that staff's pages do not look for new questions themselves
PESTWIJZER_SAMPLE_A_WEEK       how many confident answers of a school are drawn a week for staff to judge; 0: none
PESTWIJZER_CHECK_AGAIN_DAYS    how long after an answer was checked staff are asked to check it again

Mail to staff
PESTWIJZER_MAIL_HOST        the SMTP server; no mail is sent when left out. With it also _FROM and _SITE
PESTWIJZER_MAIL_PORT        its port
PESTWIJZER_MAIL_SECURITY    starttls, tls, or none on a network of one's own
PESTWIJZER_MAIL_USER        with which the website logs in there, where it must
PESTWIJZER_MAIL_PASSWORD
PESTWIJZER_MAIL_FROM        from whom the mail comes
PESTWIJZER_MAIL_SITE        this website's own address, for the links: https://...

How staff log in
PESTWIJZER_SESSION_HOURS    how long staff stay logged in, at most; closing the browser ends it sooner
PESTWIJZER_LOGIN_FAILURES   wrong passwords, for one name from one address, before a pause
PESTWIJZER_LOGIN_FAILURES_FROM_ONE_ADDRESS  the same, from one address whatever the name: a school shares an address
PESTWIJZER_LOGIN_PAUSE      how many minutes that pause lasts
PESTWIJZER_OIDC_CLIENT_ID   switches on that staff log in through the school's own OpenID Connect provider; then also:
PESTWIJZER_OIDC_CLIENT_SECRET
PESTWIJZER_OIDC_ISSUER      these five stand in the provider's /.well-known/openid-configuration
PESTWIJZER_OIDC_AUTHORIZE_URL
PESTWIJZER_OIDC_TOKEN_URL
PESTWIJZER_OIDC_USER_URL
PESTWIJZER_OIDC_KEYS_URL
PESTWIJZER_OIDC_NAME        what the button calls it, "je schoolaccount" when left out
PESTWIJZER_OIDC_OWN_EMAILS  1 only for a provider that never says `email_verified` and gives nobody an address that
                            the school itself did not hand out (Microsoft, with the issuer of one's own tenant)
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from common import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
REPOSITORY = BASE_DIR.parent
DOCS = REPOSITORY / "docs" / "school"

SECRET_KEY = env.secret_key(BASE_DIR / ".secret_key")
DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.items("HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = env.flag("HTTPS")
TRUSTED_PROXIES = env.whole("PROXIES", 0)
METRICS_TOKEN = env.text("METRICS_TOKEN")

# --- what Pestwijzer is made of ---------------------------------------------------------------

KNOWLEDGE = Path(env.text("KNOWLEDGE") or REPOSITORY / "data")
MODELS = Path(env.text("MODELS") or REPOSITORY / "models")
ASSISTANT_PYTHON = env.text("ASSISTANT_PYTHON") or str(REPOSITORY / ".venv" / "bin" / "python")
GIT_COMMITS = env.flag("GIT_COMMITS")
EXAMPLE_SCHOOL = REPOSITORY / "schools" / "voorbeeldschool.yml"
DEFAULT_SCHOOL = env.text("DEFAULT_SCHOOL", "voorbeeldschool")
ASSISTANT_URL = env.text("ASSISTANT_URL", "http://127.0.0.1:5005/webhooks/ouders").rstrip("/")

# Seconds. The chat element waits longer than all of these together before it gives up.
ASSISTANT_CONNECT_TIMEOUT = env.number("ASSISTANT_CONNECT_TIMEOUT", 2)
ASSISTANT_ANSWER_TIMEOUT = env.number("ASSISTANT_ANSWER_TIMEOUT", 20)
ASSISTANT_RETRY_WAIT = env.number("ASSISTANT_RETRY_WAIT", 1.5)
# Fewer than the server's threads, so that a stalled assistant never takes the pages to read down with it.
ASSISTANT_AT_ONCE = env.whole("ASSISTANT_AT_ONCE", 16)

MAX_API_BODY = 32 * 1024
MAX_FORM_BODY = 256 * 1024

VISITOR_MESSAGES_A_MINUTE = env.whole("VISITOR_MESSAGES_A_MINUTE", 60)
VISITOR_MESSAGES_AN_HOUR = env.whole("VISITOR_MESSAGES_AN_HOUR", 600)
VISITOR_CONVERSATIONS_AN_HOUR = env.whole("VISITOR_CONVERSATIONS_AN_HOUR", 300)
CONVERSATION_HOURS = env.number("CONVERSATION_HOURS", 24)
RETENTION_DAYS = env.whole("RETENTION_DAYS", 90)
# As many as deploy/systemd keeps: what a parent erases stays in those until they go.
BACKUP_DAYS = env.whole("BACKUP_DAYS", 14)
# Longer than conversations: misuse comes to light late, and the trail holds nothing that a parent wrote.
TRAIL_DAYS = env.whole("TRAIL_DAYS", 365)
HOUSEKEEPING_MINUTES = env.number("HOUSEKEEPING_MINUTES", 10)
QUESTIONS_FRESH_SECONDS = env.whole("QUESTIONS_FRESH_SECONDS", 15)
SAMPLE_A_WEEK = env.whole("SAMPLE_A_WEEK", 10)
CHECK_AGAIN_DAYS = env.whole("CHECK_AGAIN_DAYS", 365)

# --- Django -----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "common",
    "serving",
    "schools",
    "chat",
    "review",
]

MIDDLEWARE = [
    "common.security.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "serving.probes.Probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "review.people.middleware.OwnPasswordFirst",
    "review.people.middleware.RefuseInWords",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "pestwijzer.urls"
WSGI_APPLICATION = "pestwijzer.wsgi.application"
LOGIN_URL = "review:login"
LOGIN_REDIRECT_URL = "review:queue"
LOGOUT_REDIRECT_URL = "review:login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses who tried too often
    "django.contrib.auth.backends.ModelBackend",
    "review.permissions.SchoolRoles",
]
CSRF_FAILURE_VIEW = "review.people.pages.unfinished.outdated"
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


# With PostgreSQL: seconds to be let in, milliseconds for a line that nobody answers on, and for a lock as with SQLite.
PATIENCE: dict[str, Any] = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "options": "-c lock_timeout=5000"}


def database(url: str) -> dj_database_url.DBConfig:
    """Return Django's settings for a database; SQLite in WAL mode, so that reading never waits for writing."""
    settings = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    if settings["ENGINE"].endswith("postgresql"):
        settings["OPTIONS"] = {**PATIENCE, **settings.get("OPTIONS", {})}
    elif settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = {
            "timeout": 5,
            "transaction_mode": "IMMEDIATE",
            # The first counts for a new file only; for one that was there, `dienen` makes it so.
            "init_command": "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA secure_delete=ON;",
        }
    return settings


def tracker_database(place: str) -> dj_database_url.DBConfig:
    """Return the settings for the assistant's conversations: its tables, its journal mode, no migrations of ours."""
    settings = dj_database_url.parse(place if "://" in place else f"sqlite:///{place}", conn_health_checks=True)
    if settings["ENGINE"].endswith("postgresql"):
        settings["OPTIONS"] = {**PATIENCE, **settings.get("OPTIONS", {})}
    elif settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = {"timeout": 5, "init_command": "PRAGMA secure_delete=ON;"}
    return {**settings, "TEST": {"MIGRATE": False}}


DATABASES = {
    "default": database(env.text("DATABASE_URL") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}"),
    "tracker": tracker_database(env.text("TRACKER_DATABASE") or str(REPOSITORY / "conversations.db")),
}
DATABASE_ROUTERS = ["common.databases.TrackerIsNotOurs"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counters of the limits. In memory they are exact for one process with threads, which is what `dienen` starts.
CACHE_URL = env.text("CACHE_URL")


def caches(url: str) -> dict[str, dict[str, Any]]:
    """Return Django's settings for the caches. Without Redis parents are answered, and nobody logs in."""
    memory: dict[str, Any] = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    redis: dict[str, Any] = {"LOCATION": url, "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1}}
    return {
        "default": {**redis, "BACKEND": "common.cache.OpenRedisCache"} if url else memory,
        "login": {**redis, "BACKEND": "django.core.cache.backends.redis.RedisCache"} if url else memory,
        "memory": {**memory, "LOCATION": "memory"},
    }


CACHES = caches(CACHE_URL)

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
        else "serving.storage.HashedStaticFiles"
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
SECURE_REDIRECT_EXEMPT = [r"^(leeft|klaar|metrics)$"]  # serving/probes.py
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- how staff log in -------------------------------------------------------------------------

# Computers at school are shared: the cookie goes with the browser, and the session ends within a working day.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = int(env.number("SESSION_HOURS", 8) * 3600)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # strict would lose the session on the way back from a provider

# By name and address together: a school shares one address, and nobody may lock out a colleague from elsewhere. Who
# tries many names from one address is paused too (review/people/guessing.py).
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env.whole("LOGIN_FAILURES", 5)
LOGIN_FAILURES_FROM_ONE_ADDRESS = env.whole("LOGIN_FAILURES_FROM_ONE_ADDRESS", 50)
AXES_COOLOFF_TIME = timedelta(minutes=max(1, env.number("LOGIN_PAUSE", 15)))  # none at all would count nothing
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "review.people.guessing.ByNameAndByAddress"  # in the cache: no address is ever written down
AXES_CACHE = "login"  # the one that fails with Redis: nobody guesses passwords uncounted
AXES_CLIENT_IP_CALLABLE = "common.address.address"
AXES_WHITELIST_CALLABLE = "review.people.provider.has_no_password_to_guess"
AXES_LOCKOUT_CALLABLE = "review.people.pages.login.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Counting in memory is exact here: without a shared cache there is one process (see CACHES).
SILENCED_SYSTEM_CHECKS = [] if CACHE_URL else ["axes.W001"]

OIDC_RP_CLIENT_ID = env.text("OIDC_CLIENT_ID")
OIDC_RP_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET")
OIDC_ISSUER = env.text("OIDC_ISSUER")
OIDC_OP_AUTHORIZATION_ENDPOINT = env.text("OIDC_AUTHORIZE_URL")
OIDC_OP_TOKEN_ENDPOINT = env.text("OIDC_TOKEN_URL")
OIDC_OP_USER_ENDPOINT = env.text("OIDC_USER_URL")
OIDC_OP_JWKS_ENDPOINT = env.text("OIDC_KEYS_URL")
OIDC_NAME = env.text("OIDC_NAME", "je schoolaccount")
OIDC_OWN_EMAILS = env.flag("OIDC_OWN_EMAILS")
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = "openid email"
OIDC_USE_PKCE = True
OIDC_CREATE_USER = False
OIDC_TIMEOUT = 10
OIDC_AUTHENTICATION_CALLBACK_URL = "review:oidc_callback"
if OIDC_RP_CLIENT_ID:
    for needed in ("CLIENT_SECRET", "ISSUER", "AUTHORIZE_URL", "TOKEN_URL", "USER_URL", "KEYS_URL"):
        if not env.text(f"OIDC_{needed}"):
            raise ImproperlyConfigured(f"PESTWIJZER_OIDC_CLIENT_ID also needs PESTWIJZER_OIDC_{needed}")
    AUTHENTICATION_BACKENDS.append("review.people.provider.ProviderBackend")

# --- mail to staff ----------------------------------------------------------------------------

EMAIL_HOST = env.text("MAIL_HOST")
EMAIL_PORT = env.whole("MAIL_PORT", 587)
MAIL_SECURITY = env.text("MAIL_SECURITY", "starttls")
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SECURITY == "starttls", MAIL_SECURITY == "tls"
EMAIL_HOST_USER = env.text("MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("MAIL_PASSWORD")
EMAIL_TIMEOUT = 10  # housekeeping has more to do
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM")
MAIL_SITE = env.text("MAIL_SITE").rstrip("/")
if EMAIL_HOST:
    for needed in ("FROM", "SITE"):
        if not env.text(f"MAIL_{needed}"):
            raise ImproperlyConfigured(f"PESTWIJZER_MAIL_HOST also needs PESTWIJZER_MAIL_{needed}")
    if MAIL_SECURITY not in ("starttls", "tls", "none"):
        raise ImproperlyConfigured("PESTWIJZER_MAIL_SECURITY must be starttls, tls or none")

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
