"""A small OpenID Connect provider on a real port, with real signed tokens, for the tests to log in through."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "pestwijzer", "alleen voor de test"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class IdentityProvider(ThreadingHTTPServer):
    """Logs in `person` without asking, and gives a code for it once. `claims` and `key` let a test bend the token."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.person: dict[str, Any] = {"sub": "p1", "email": "lezer@voorbeeld.example", "email_verified": True}
        self.claims: dict[str, Any] = {}
        self.key = self.published_key = new_key()
        self.refuses = self.is_broken = False
        self.codes: dict[str, dict[str, str]] = {}
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def settings(self) -> dict[str, str]:
        """Return the website's settings for this provider, without their prefix."""
        return {
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
            "OIDC_ISSUER": self.url,
            "OIDC_AUTHORIZE_URL": f"{self.url}/authorize",
            "OIDC_TOKEN_URL": f"{self.url}/token",
            "OIDC_USER_URL": f"{self.url}/user",
            "OIDC_KEYS_URL": f"{self.url}/keys",
        }

    def stop(self) -> None:
        self.shutdown()
        self.server_close()

    def back(self, asked: dict[str, str]) -> str:
        """Return where the browser goes after logging in here."""
        if self.refuses:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def tokens(self, form: dict[str, str]) -> dict[str, str] | None:
        """Return the tokens for a code, as the standard has it: once, to who asked for it and has its secret."""
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            not asked
            or (form["client_id"], form["client_secret"]) != (CLIENT, SECRET)
            or form["redirect_uri"] != asked["redirect_uri"]
            or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]
        ):
            return None
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": "p1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k1"})
        return {"access_token": "toegang", "id_token": token, "token_type": "Bearer"}

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.published_key.public_key()))
        return {"keys": [{**public, "kid": "k1", "alg": "RS256", "use": "sig"}]}


class _Handler(BaseHTTPRequestHandler):
    server: IdentityProvider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            self.send_response(302)
            self.send_header("Location", self.server.back(asked))
            self.end_headers()
        elif address.path == "/keys":
            self._say(self.server.keys())
        elif self.headers["Authorization"] == "Bearer toegang":
            self._say(self.server.person)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        tokens = self.server.tokens({name: values[0] for name, values in form.items()})
        self._say(tokens or {"error": "invalid_grant"}, 500 if self.server.is_broken else 200 if tokens else 400)

    def _say(self, body: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
