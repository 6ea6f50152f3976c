"""Settings, read from the environment once. Refuses secrets in code: they are made at first start in the instance folder."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def instance_path() -> Path:
    """The one folder of data and secrets (INSTANCE_PATH), readable by its owner alone."""
    path = Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret(name: str) -> str:
    """The secret of that name, made at first start with mode 0600."""
    path = instance_path() / name
    if not path.exists():
        draft = path.with_name(f".{name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, path)  # whoever links first wins; nobody ever reads half a secret
        draft.unlink()
    return path.read_text().strip()


def database_url() -> str:
    """DATABASE_URL, with PostgreSQL on psycopg 3, or the embedded SQLite file."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{instance_path() / 'decide.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def web_origins(listed: str) -> tuple[str, ...]:
    """Origins of the web, divided by spaces; anything else stops the start, since it goes into the Content-Security-Policy."""
    origins = tuple(listed.split())
    for one in origins:
        if not re.fullmatch(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?", one):
            raise ValueError(f"VIDEO_ORIGINS: {one!r} is no origin such as https://player.example")
    return origins


def from_environment() -> dict[str, Any]:
    """Every setting with its default; docs/operations.md explains each."""
    env = os.environ.get
    redis_url = env("REDIS_URL") or None
    https = env("HTTPS", "0") == "1"
    return {
        "SECRET_KEY": env("SECRET_KEY") or secret("secret_key"),
        "SQLALCHEMY_DATABASE_URI": database_url(),
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # an error in the log tells no ballot and no address
        "REDIS_URL": redis_url,
        "LIVE_FANOUT": env("LIVE_FANOUT", "direct"),
        "VIDEO_ORIGINS": web_origins(env("VIDEO_ORIGINS", "")),
        "HTTPS": https,
        "TRUSTED_PROXIES": int(env("TRUSTED_PROXIES", "0")),
        "OFFICIAL_GOV": env("OFFICIAL_GOV", "0") == "1",
        "OPERATOR_NAME": env("OPERATOR_NAME", ""),
        "OPERATOR_CONTACT": env("OPERATOR_CONTACT", ""),
        "SOURCE_URL": env("SOURCE_URL", ""),
        "DEMO": env("NO_DEMO", "0") != "1",
        "PUBLIC_URL": env("PUBLIC_URL", "").rstrip("/"),
        "MAIL_URL": env("MAIL_URL") or None,
        "MAIL_FROM": env("MAIL_FROM", "Decide Seoul <no-reply@localhost>"),
        "INSTANCE_PATH": str(instance_path()),
        "SESSION_COOKIE_NAME": "decide_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 12,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": 60 * 60 * 12,
        "BABEL_DEFAULT_LOCALE": "ko",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Seoul",
        "RATELIMIT_STORAGE_URI": redis_url or "memory://",
        "RATELIMIT_HEADERS_ENABLED": False,
        "COMPRESS_MIMETYPES": ["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml", "text/csv"],
    }
