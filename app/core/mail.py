"""The one door for e-mail: MAIL_URL (smtp://user:pass@host:port, smtps:// or smtp+starttls://), else files in instance/outbox."""

import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from flask import current_app

from app.core.jobs import job


@job(retries=5, retry_delay=60)
def send(to: str, subject: str, body: str) -> None:
    """Deliver one plain-text message. The body may hold a one-time code, so nothing of it is ever logged."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = current_app.config["MAIL_FROM"], to, subject
    message.set_content(body)
    url = current_app.config["MAIL_URL"]
    if url:
        _deliver(message, url)
    else:
        _keep(message)


def _deliver(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=20, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=20)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _keep(message: EmailMessage) -> None:
    outbox = Path(current_app.config["INSTANCE_PATH"]) / "outbox"
    outbox.mkdir(mode=0o700, exist_ok=True)
    path = outbox / f"{uuid4().hex}.eml"
    path.touch(mode=0o600)
    path.write_bytes(bytes(message))
