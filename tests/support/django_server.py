"""A second foreign authorization server: django-oauth-toolkit, with an API behind it, on loopback.

    python -m tests.support.django_server DIRECTORY CLIENTS_JSON

prints one JSON line with its port and serves until its stdin closes. Nothing here decides
whether a token request is good: the toolkit does.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import timedelta
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


def _configure(directory: Path) -> None:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        SECRET_KEY=os.urandom(16).hex(),
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        # The default takes half a second to look at a secret, which no test is about.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        LOGIN_URL="/accounts/login/",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(directory / "db.sqlite3"),
            }
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        OAUTH2_PROVIDER={
            "SCOPES": {"read": "Read", "write": "Write"},
            "DEFAULT_SCOPES": ["read"],
        },
        LOGGING_CONFIG=None,
    )
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    django.setup()
    call_command("migrate", verbosity=0)


def _register(clients: list[dict[str, Any]]) -> None:
    from django.utils import timezone
    from oauth2_provider.models import get_access_token_model, get_application_model

    application, token = get_application_model(), get_access_token_model()
    for each in clients:
        made = application.objects.create(
            name=each["client_id"],
            client_id=each["client_id"],
            client_secret=each["client_secret"],
            client_type="confidential",
            authorization_grant_type=each.get("grant", "client-credentials"),
            redirect_uris="https://client.example.com/callback",
        )
        for text, life in each.get("tokens", {}).items():
            expires = timezone.now() + timedelta(seconds=life)
            token.objects.create(token=text, application=made, scope="read", expires=expires)


def _urls() -> list[Any]:
    from django.http import HttpRequest, JsonResponse
    from django.urls import include, path
    from django.views.decorators.csrf import csrf_exempt
    from oauth2_provider.decorators import protected_resource

    @protected_resource(scopes=["read"])
    def things(_: HttpRequest) -> JsonResponse:
        return JsonResponse({"things": [1, 2]})

    @csrf_exempt
    @protected_resource(scopes=["write"])
    def orders(_: HttpRequest) -> JsonResponse:
        return JsonResponse({"orders": []})

    return [
        path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
        path("api/things", things),
        path("api/orders", orders),
    ]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until stdin closes."""
    _configure(Path(sys.argv[1]))
    _register(json.loads(sys.argv[2]))
    globals()["urlpatterns"] = _urls()
    application = get_wsgi_application()
    server = make_server("127.0.0.1", 0, application, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(json.dumps({"port": server.server_port}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
