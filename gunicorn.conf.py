"""How gunicorn runs the platform: one gevent worker, ready for websockets. No access log: it would tell who voted when."""

import os

from gevent import monkey

monkey.patch_all()  # before anything else imports ssl or sockets

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gevent"
workers = 1 if not os.environ.get("REDIS_URL") else int(os.environ.get("WEB_WORKERS", "1"))
worker_connections = 4000
accesslog = None
errorlog = "-"
loglevel = "warning"
graceful_timeout = 10
timeout = 60


def post_worker_init(worker):
    from app.core.sockets import watch

    watch(worker)
