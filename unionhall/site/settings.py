"""
The settings. Everything a server's keeper may change is read from the environment and described in
docs/running.md; the rest is the same everywhere, so that a test tells the truth about a real hall.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from unionhall.site import places

DATA = places.data_dir()
SECRET_KEY = places.secret_key()
DEBUG = places.flag("UNIONHALL_DEBUG")

# The address members type, e.g. https://hall.example.org. Passkeys and invite links are bound to it.
PUBLIC_URL = (places.os.environ.get("UNIONHALL_PUBLIC_URL") or "http://localhost:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
_by_https = _public.scheme == "https"
ALLOWED_HOSTS = [
    *places.words("UNIONHALL_HOSTS"),
    *filter(None, [_public.hostname]),
    "localhost",
    "127.0.0.1",
    "[::1]",
]
TRUSTED_PROXIES = places.proxies(_by_https)
OPEN_HALLS = places.open_halls()
CSRF_FAILURE_VIEW = "unionhall.kit.csrf.too_old"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _by_https else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "unionhall.kit",
    "unionhall.record",
    "unionhall.people",
    "unionhall.mandates",
    "unionhall.bodies",
    "unionhall.decisions",
    "unionhall.assemblies",
    "unionhall.work",
    "unionhall.delegates",
    "unionhall.desk",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "unionhall.kit.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "unionhall.kit.csrf.FormsFromOurPages",
    "unionhall.kit.typed_text.AsTyped",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "unionhall.kit.refusals.RefusalPages",
    "unionhall.bodies.door.DoorMiddleware",
]

ROOT_URLCONF = "unionhall.site.urls"
WSGI_APPLICATION = "unionhall.site.wsgi.application"
ASGI_APPLICATION = "unionhall.site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "unionhall.bodies.door.hall_in_page",
            ],
        },
    },
]
FORM_RENDERER = "unionhall.kit.forms.HallForms"

DATABASES = {"default": places.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Files that members add, and the record's signing key and last signed head: both outside the database;
# the signer's folder is in no backup, so that a restored one cannot fork the history.
MEDIA_ROOT = DATA / "media"
SIGNER_DIR = DATA / "signer"
BACKUP_DIR = DATA / "backups"
_BACKUP_TO = places.os.environ.get("UNIONHALL_BACKUP_TO", "").split(",")
BACKUP_TO = [key.strip() for key in _BACKUP_TO if key.strip()]
"""The age recipients to whom `unionhall backup --daily` encrypts."""

# --- Accounts -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["unionhall.people.backend.PassphraseBackend"]
PASSWORD_HASHERS = ["unionhall.people.sealing.PassphraseHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

# The sign-in library: a name and a passphrase first, an app, a passkey or a code sheet second; no e-mail at all.
ACCOUNT_ADAPTER = "unionhall.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = False  # people keeps its own growing delays, in memory, without addresses
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "unionhall.people.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "unionhall.people.forms.SecondFactorForm",
    "reauthenticate": "unionhall.people.forms.ProveForm",
    "activate_totp": "unionhall.people.forms.ActivateAppForm",
    "add_webauthn": "unionhall.people.forms.AddPasskeyForm",
    "authenticate_webauthn": "unionhall.people.forms.PasskeyForm",
    "reauthenticate_webauthn": "unionhall.people.forms.ProveByPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TRUST_ENABLED = False
MFA_TOTP_TOLERANCE = 1  # half a minute either way: cheap phones keep bad time
MFA_TOTP_ISSUER = "Notes"  # neutral: an authenticator app shows it on the lock screen
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _by_https and _public.hostname == "localhost"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# --- Sessions and cookies --------------------------------------------------------------------------------
SESSION_ENGINE = "unionhall.people.sessions"
SESSION_COOKIE_NAME = "__Host-s" if _by_https else "s"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = _by_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-c" if _by_https else "c"
CSRF_COOKIE_SECURE = _by_https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser window
LANGUAGE_COOKIE_NAME = "l"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _by_https
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Headers (unionhall/kit/headers.py says them for answers that Django does not make) ---------------
from unionhall.kit.headers import CSP  # noqa: E402

CONTENT_SECURITY_POLICY = {"DIRECTIVES": CSP}
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 0  # said by HeadersMiddleware, over https
# Only a trusted proxy's header gets this far (unionhall/site/proxy.py).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _by_https else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Languages and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [places.ROOT / "unionhall" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "unionhall.kit.static_files.HashedStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our own pages use them, and nobody else's
WHITENOISE_MAX_AGE = 60 if DEBUG else 3600
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- Log: what went wrong, never who asked from where ---------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s", "datefmt": "%Y-%m-%d"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "unionhall": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        # A refused form or a strange host is the sender's affair: its address may be an invite's link, and the log a flood's aim.
        "django.security": {"level": "CRITICAL"},
    },
}
