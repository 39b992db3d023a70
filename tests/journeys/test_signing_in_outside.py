"""
Signing in through an OpenID Connect issuer that somebody else wrote and that is certified: npm ``oidc-provider``.

Discovery, PKCE, nonce, a way back that is not ours, an account that nobody has here, signing out there, and new keys.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from playwright.sync_api import Page
from tools import browsing, build_frontend

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.usefixtures("needs_chromium"),
]
LIBRARY = build_frontend.FRONTEND / "node_modules" / "oidc-provider" / "lib" / "index.js"
PROGRAM = Path(__file__).parent / "issuer" / "issuer.mjs"
CLIENT, SECRET = "meydan", "gizli:anahtar&1"
# The issuer is asked for its keys once a minute at most, however many unknown ones are named.
ASKED_EVERY_S = 60
STARTS_WITHIN_S = 30
COLLEAGUE = """
from django.utils import timezone
from meydan.base.people.public import Account, appoint, ensure_post
now = timezone.now()
account = Account.objects.create(username="g.isik", display_name="Gülşah Işık")
post = ensure_post(code="outside_clerk", unit="works", role="clerk", names={"tr": "Görevli"})
appoint(account=account, post=post, from_on=timezone.localdate(now), now=now)
"""


def signing_key(name: str) -> dict[str, Any]:
    key = json.loads(RSAAlgorithm.to_jwk(rsa.generate_private_key(public_exponent=65537, key_size=2048)))
    key.pop("key_ops", None)
    return {**key, "kid": name, "use": "sig", "alg": "RS256"}


class Issuer:
    """The issuer as a process of its own, begun again with other keys when they are changed."""

    def __init__(self, folder: Path, home_port: int) -> None:
        self.port, self.folder = browsing.free_port(), folder
        self.address = f"http://127.0.0.1:{self.port}"
        self.home = f"http://127.0.0.1:{home_port}"

    @contextlib.contextmanager
    def running(self, *keys: dict[str, Any]) -> Iterator[None]:
        told = {
            "library": LIBRARY.as_uri(), "issuer": self.address, "port": self.port, "home": self.home,
            "client_id": CLIENT, "client_secret": SECRET, "keys": keys,
        }  # fmt: skip
        settings = self.folder / "issuer.json"
        settings.write_text(json.dumps(told), encoding="utf-8")
        with (self.folder / "issuer.log").open("ab") as log:
            child = subprocess.Popen(
                [build_frontend.node(), str(PROGRAM), str(settings)],
                stdout=log,
                stderr=log,
                env=dict(os.environ),
            )
        try:
            until = time.monotonic() + STARTS_WITHIN_S
            while not self._answers():
                said = (self.folder / "issuer.log").read_text()[-2000:]
                assert child.poll() is None, said
                assert time.monotonic() < until, said
                time.sleep(0.1)
            yield
        finally:
            child.terminate()
            child.wait(timeout=30)

    def _answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.address}/.well-known/openid-configuration").status_code == 200
        return False


@pytest.fixture
def city(tmp_path: Path) -> tuple[Path, int, Issuer]:
    """A home that knows the issuer, and one colleague of theirs."""
    if not LIBRARY.is_file():
        pytest.skip("oidc-provider is not installed (make setup)")
    home, port = tmp_path / "home", browsing.free_port()
    browsing.meydan(home, "init", "--pack", "tr/gumushane", "--port", str(port))
    browsing.meydan(home, "load")
    browsing.meydan(home, "shell", "-c", COLLEAGUE)
    issuer = Issuer(tmp_path, port)
    table = (
        f'\n[identity.staff]\nenabled = true\nurl = "{issuer.address}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
    )
    with (home / "connectors.toml").open("a", encoding="utf-8") as file:
        file.write(table)
    return home, port, issuer


def sign_in_there(page: Page, base: str, name: str) -> None:
    """Go out by the button of the sign-in page, and be somebody there."""
    page.goto(f"{base}/accounts/login/?lang=en")
    page.get_by_role("link", name="Sign in through: Account of the municipality").click()
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill("whatever")
    page.locator("button[type=submit]").click()
    page.wait_for_load_state()
    page.locator("form button[type=submit]").click()
    page.wait_for_load_state()


def test_a_colleague_signs_in_through_a_certified_issuer_and_out_of_both(
    city: tuple[Path, int, Issuer],
) -> None:
    home, port, issuer = city
    old, new = signing_key("spring"), signing_key("autumn")
    with browsing.served(home, port) as base, browsing.browsers(*[browsing.DESK] * 3) as opened:
        page, stranger, later = (one.new_page() for one in opened)
        with issuer.running(old):
            asked_at = time.monotonic()
            what_is_asked(base, issuer)
            sign_in_there(page, base, "g.isik")
            assert urlsplit(page.url).path == "/desk/"
            assert "Gülşah Işık" in page.inner_text("body")

            # Somebody whom the issuer knows and nobody here: a stranger never becomes a colleague.
            sign_in_there(stranger, base, "nobody.here")
            assert stranger.goto(f"{base}/desk/").url.startswith(f"{base}/accounts/login/")

            # Signing out there ends the session here, for the issuer says so behind the browser's back.
            page.goto(f"{issuer.address}/session/end")
            page.locator("button[name=logout][value=yes], button[type=submit]").first.click()
            page.wait_for_load_state()
            assert page.goto(f"{base}/desk/").url.startswith(f"{base}/accounts/login/")

        # The issuer gives its key up and signs with another: the new one is fetched, nobody sets anything.
        time.sleep(max(0.0, ASKED_EVERY_S + 1 - (time.monotonic() - asked_at)))
        with issuer.running(new):
            sign_in_there(later, base, "g.isik")
            assert urlsplit(later.url).path == "/desk/"


def what_is_asked(base: str, issuer: Issuer) -> None:
    """What our page asks for is taken; changed on the way, the issuer refuses it."""
    with httpx.Client() as browser:
        away = browser.get(f"{base}/accounts/outside/staff/")
        address = away.headers["location"]
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["code_challenge_method"] == "S256"
        assert asked["nonce"]
        assert browser.get(address).status_code == 303

        def refused(**changed: str | None) -> str:
            said = {name: value for name, value in {**asked, **changed}.items() if value is not None}
            answer = browser.get(f"{issuer.address}/auth?{urlencode(said)}")
            return answer.text + answer.headers.get("location", "")

        assert "redirect_uri" in refused(redirect_uri="http://127.0.0.1:1/accounts/outside/staff/back/")
        assert "PKCE" in refused(code_challenge=None, code_challenge_method=None)
    # A code that this browser did not ask for signs in nobody.
    answer = httpx.get(f"{base}/accounts/outside/staff/back/?code=x&state=y")
    assert answer.status_code == 403
