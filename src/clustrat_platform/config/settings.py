"""The settings of the site: one module for every installation; what differs is read from the surroundings."""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF

from clustrat_platform.config.logs import logging_of
from clustrat_platform.config.surroundings import database_of, read_surroundings

django_stubs_ext.monkeypatch()

SURROUNDINGS = read_surroundings()
CLUSTRAT_VERSION = version("clustrat")
HERE = Path(__file__).parent
IS_HTTPS = SURROUNDINGS.origin.startswith("https://")

DEBUG = SURROUNDINGS.debug
SECRET_KEY = SURROUNDINGS.secret_key
ALLOWED_HOSTS = list(SURROUNDINGS.hosts)
CSRF_TRUSTED_ORIGINS = [SURROUNDINGS.origin] if SURROUNDINGS.origin else []
SITE_ORIGIN = SURROUNDINGS.origin or "http://127.0.0.1:8000"

INSTALLED_APPS = [
    "clustrat_platform.config",
    "clustrat_platform.publications",
    "clustrat_platform.recommendations",
    "clustrat_platform.pilots",
    "clustrat_platform.strategy",
    "clustrat_platform.atlas",
    "clustrat_platform.actors",
    "clustrat_platform.dialogue",
    "clustrat_platform.organisations",
    "clustrat_platform.base",
    "wagtail_localize",
    "wagtail_localize.locales",  # replaces wagtail.locales
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with padding of random length, so that lengths give no token away
    "clustrat_platform.base.middleware.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "clustrat_platform.config.views.PagesAdminPolicy",
    "django_htmx.middleware.HtmxMiddleware",
    "clustrat_platform.base.limits.LimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "clustrat_platform.base.middleware.ProblemMiddleware",
    "clustrat_platform.base.middleware.SecondFactorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "clustrat_platform.config.urls"
WSGI_APPLICATION = "clustrat_platform.config.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["wagtailadmin.W003"]  # the address of the pages is SITE_ORIGIN

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clustrat_platform.base.context.page",
            ],
        },
    },
]

DATABASES = {"default": database_of(SURROUNDINGS)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
#: What was rendered of the atlas, by the hash of all that decides it; it may be deleted at any time.
RENDERED_FOLDER = SURROUNDINGS.folder / "rendered"
RENDERED_MAX_BYTES = 512_000_000
#: Seconds that a reader of a page waits for work before its progress is shown; ``None`` waits as long as it takes.
PATIENCE_S = SURROUNDINGS.patience_s

# Who is who -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "clustrat_platform.base.permissions.PermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "base:home"
LOGOUT_REDIRECT_URL = "base:home"
ACCOUNT_ADAPTER = "clustrat_platform.base.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "clustrat"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [dict(app) for app in SURROUNDINGS.oidc]}
}
SECOND_FACTOR_FOR_STAFF = SURROUNDINGS.second_factor_for_staff
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_LOCKOUT_CALLABLE = "clustrat_platform.base.accounts.locked_out"
AXES_CLIENT_IP_CALLABLE = "clustrat_platform.base.limits.client_address"
AXES_USERNAME_CALLABLE = "clustrat_platform.base.accounts.name_for_lock"
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address"]
AXES_VERBOSE = False

# Languages --------------------------------------------------------------------------------------------------------
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("it", "Italiano"),
    ("pl", "Polski"),
    ("cs", "Čeština"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("hu", "Magyar"),
    ("hr", "Hrvatski"),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [HERE.parent / "locale"]
FORMAT_MODULE_PATH = ["clustrat_platform.config.formats"]

# Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = SURROUNDINGS.folder / "static"
STATICFILES_DIRS = [("fonts", str(files("clustrat.publish") / "fonts"))]
MEDIA_URL = "/media/"
MEDIA_ROOT = SURROUNDINGS.folder / "media"
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = not SURROUNDINGS.is_production
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if SURROUNDINGS.is_production
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's editor of long pages

# Work in the background, and mail -----------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
EMAIL_BACKEND = "clustrat_platform.base.mail.OutboxBackend"
MAIL_URL = SURROUNDINGS.mail_url
DEFAULT_FROM_EMAIL = "clustrat <no-reply@localhost>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Headers ----------------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

#: Kind -> (times, seconds), counted per account or line by ``base.limits``.
RATE_LIMITS: dict[str, tuple[int, int]] = {"change": (120, 60), "interface": (1200, 60)}

# The interface for programs -----------------------------------------------------------------------------------------
NINJA_PAGINATION_MAX_LIMIT = 1000
NINJA_PAGINATION_MAX_OFFSET = 100_000

# Pages ------------------------------------------------------------------------------------------------------------
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_SITE_NAME = "clustrat"
WAGTAILADMIN_BASE_URL = SITE_ORIGIN
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAIL_LOCALIZE_DEFAULT_TRANSLATION_MODE = "simple"

LOGGING = logging_of(production=SURROUNDINGS.is_production)
LOGGING_CONFIG = "clustrat_platform.config.logs.set_up_logs"
