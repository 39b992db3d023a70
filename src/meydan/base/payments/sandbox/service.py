"""
The service itself: a small web server that plays a payment system, and says SANDBOX wherever it can.

Its habits can be changed while it runs (``POST /habit``): ``plain``, ``slow`` (answers late), ``down`` (breaks off),
``twice`` (every notice two times), ``early`` (the notice before the answer), ``lying`` (the notice says paid when
nothing was), ``short`` (takes one unit less than was asked).
"""

from __future__ import annotations

import html
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from meydan.base.payments.engine.signed import secret_bytes, signature_of

HABITS = ("plain", "slow", "down", "twice", "early", "lying", "short")
SLOW_S = 3.0
NOTICE_TIMEOUT_S = 5.0
MOST_BYTES = 100_000


@dataclass
class Payment:
    """One payment as the service keeps it."""

    reference: str
    key: str
    amount_minor: int
    currency: str
    words: str
    return_url: str
    notice_url: str
    state: str = "waiting"
    paid_minor: int = 0
    refunds: dict[str, int] = field(default_factory=dict)


class SandboxServer(ThreadingHTTPServer):
    """The service on a port of this machine; everything it knows goes when it stops."""

    daemon_threads = True

    def __init__(self, port: int, secret: str, now_s: Callable[[], float] = time.time) -> None:
        super().__init__(("127.0.0.1", port), _Door)
        self.secret, self.now_s = secret_bytes(secret), now_s
        self.habit = "plain"
        self.payments: dict[str, Payment] = {}
        self.lock = threading.Lock()
        self.sent = 0

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def payment_for(self, said: dict[str, Any]) -> Payment:
        """The payment of a key; the same key again is the same payment."""
        with self.lock:
            for held in self.payments.values():
                if held.key == said["key"]:
                    return held
            reference = f"SBX-{len(self.payments) + 1:06d}"
            made = Payment(
                reference=reference,
                key=str(said["key"]),
                amount_minor=int(said["amount_minor"]),
                currency=str(said["currency"]),
                words=str(said["words"]),
                return_url=str(said["return_url"]),
                notice_url=str(said["notice_url"]),
            )
            self.payments[reference] = made
            return made

    def pay(self, payment: Payment, *, is_paid: bool) -> None:
        """The payer pressed a button: note it and tell the city, as the habit has it."""
        with self.lock:
            if payment.state == "waiting":
                payment.state = "paid" if is_paid else "failed"
                payment.paid_minor = payment.amount_minor - (self.habit == "short") if is_paid else 0
        self.tell(payment)

    def tell(self, payment: Payment) -> None:
        """Send the notice, twice where that is the habit."""
        with self.lock:
            self.sent += 1
            event_id = f"evt_{self.sent:06d}"
        state = "paid" if self.habit == "lying" else payment.state
        body = json.dumps({"reference": payment.reference, "state": state}).encode()
        for _turn in range(2 if self.habit == "twice" else 1):
            self._send(payment.notice_url, event_id, body)

    def _send(self, url: str, event_id: str, body: bytes) -> None:
        at_s = int(self.now_s())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": str(at_s),
            "webhook-signature": signature_of(self.secret, event_id, at_s, body),
        }
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - our own city
        try:
            urllib.request.urlopen(request, timeout=NOTICE_TIMEOUT_S).close()  # noqa: S310
        except (urllib.error.URLError, OSError):
            # A real system tries again; the city must find out by asking.
            return


class _Door(BaseHTTPRequestHandler):
    server: SandboxServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing: references do not belong in a log."""

    def do_GET(self) -> None:
        parts = self.path.strip("/").split("/")
        payment = self.server.payments.get(parts[1]) if len(parts) == 2 else None
        if payment is None:
            return self._json(404, {"error": "unknown"})
        if parts[0] == "page":
            return self._page(payment)
        if self._is_out():
            return None
        paid = {"state": payment.state, "amount_minor": payment.paid_minor, "currency": payment.currency}
        return self._json(200, paid)

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES))
        parts = self.path.strip("/").split("/")
        if parts == ["habit"]:
            self.server.habit = body.decode() if body.decode() in HABITS else "plain"
            return self._json(200, {"habit": self.server.habit})
        if parts[0] == "page" and parts[-1] in self.server.payments:
            return self._pressed(self.server.payments[parts[-1]], parse_qs(body.decode()))
        if self._is_out():
            return None
        if parts == ["payments"]:
            return self._begin(json.loads(body))
        if parts[0] == "refunds" and parts[-1] in self.server.payments:
            return self._refund(self.server.payments[parts[-1]], json.loads(body))
        return self._json(404, {"error": "unknown"})

    def _is_out(self) -> bool:
        if self.server.habit == "slow":
            time.sleep(SLOW_S)
        if self.server.habit == "down":
            self.close_connection = True
            return True
        return False

    def _begin(self, said: dict[str, Any]) -> None:
        made = self.server.payment_for(said)
        if self.server.habit == "early":
            self.server.pay(made, is_paid=True)
        self._json(201, {"reference": made.reference, "url": f"{self.server.url}/page/{made.reference}"})

    def _refund(self, payment: Payment, said: dict[str, Any]) -> None:
        with self.server.lock:
            given = sum(amount for key, amount in payment.refunds.items() if key != said["key"])
            if payment.state != "paid" or given + int(said["amount_minor"]) > payment.paid_minor:
                return self._json(422, {"error": "more than was paid"})
            payment.refunds[str(said["key"])] = int(said["amount_minor"])
        return self._json(200, {"state": "done"})

    def _page(self, payment: Payment) -> None:
        words, amount = html.escape(payment.words), f"{payment.amount_minor} {html.escape(payment.currency)}"
        form = f'<form method="post" action="/page/{payment.reference}">'
        buttons = "".join(f'<button name="act" value="{act}">{label}</button> ' for act, label in _BUTTONS)
        self._html(f"<h1>SANDBOX</h1><p>{_NO_MONEY}</p><p>{words}: {amount}</p>{form}{buttons}</form>")

    def _pressed(self, payment: Payment, said: dict[str, list[str]]) -> None:
        self.server.pay(payment, is_paid=said.get("act") == ["pay"])
        self.send_response(303)
        self.send_header("Location", payment.return_url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, status: int, said: dict[str, Any]) -> None:
        self._answer(status, json.dumps(said).encode(), "application/json")

    def _html(self, body: str) -> None:
        head = (
            '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>SANDBOX</title>'
        )
        page = f'<!doctype html><html lang="en">{head}<body>{body}</body></html>'
        self._answer(200, page.encode(), "text/html; charset=utf-8")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


_NO_MONEY = "No money is taken here. Burada para alınmaz. اینجا پولی گرفته نمی‌شود."
_BUTTONS = (("pay", "Pay · Öde · پرداخت"), ("fail", "Do not pay · Ödeme · انصراف"))
