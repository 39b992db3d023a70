"""Calls to a real server that misbehaves in every way we could think of."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from meydan.base.connectors import fetching, home_settings
from meydan.base.connectors.exchanges import NotRecorded, recorded, recording
from meydan.base.connectors.models import ConnectorState
from meydan.base.connectors.public import (
    AnswerBroken,
    AnswerRefused,
    AnswerTooLarge,
    CallRefused,
    CallTimedOut,
    CircuitOpen,
    Connector,
    ConnectorCodeTaken,
    ConnectorOff,
    ConnectorUnknown,
    fetch,
    forget,
    register,
)
from meydan.base.connectors.tests.town import Town, town

pytestmark = pytest.mark.django_db
NAMES = {"tr": "Hava servisi", "fa": "سرویس هوا", "en": "Weather service"}
INNER = Connector("tests.weather", NAMES, enabled_by_default=True, allow_private=True, attempts=1)
OUTER = replace(INNER, code="tests.outer", allow_private=False)


@pytest.fixture(scope="module")
def running() -> Iterator[Town]:
    with town() as server:
        yield server


@pytest.fixture
def server(running: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    running.asked.clear()
    running.megabytes_sent = 0
    running.is_ill = True
    monkeypatch.setattr(home_settings, "base_url", lambda connector: running.url)
    return running


def state(code: str = INNER.code) -> ConnectorState:
    return ConnectorState.objects.get(code=code)


def test_an_answer_arrives_whole_and_its_health_is_noted(server, now):
    answer = fetch(INNER, "plain", now=now)
    assert answer.json() == {"şehir": "خوی"}
    assert (state().last_success_at, state().failures) == (now, 0)
    assert 0 < state().latency_s < 5


def test_an_etag_saves_the_body(server):
    first = fetch(INNER, "/plain")
    again = fetch(INNER, "/plain", etag=first.etag)
    assert again.not_modified
    assert again.body == b""


def test_parameters_are_sent_once(server):
    fetch(INNER, "to-plain", params={"q": "çay"})
    assert [path for path, _ in server.asked] == ["/to-plain?q=%C3%A7ay", "/plain"]


@pytest.mark.parametrize("path", ["silent", "drip", "drip-head"])
def test_no_way_of_being_slow_holds_a_worker_beyond_its_time(server, path):
    started = time.monotonic()
    with pytest.raises(CallTimedOut):
        fetch(INNER, path, timeout_s=0.6)
    assert time.monotonic() - started < 2


def test_an_endless_answer_is_cut_at_the_limit(server):
    with pytest.raises(AnswerTooLarge):
        fetch(INNER, "huge", max_bytes=2_000_000)
    assert server.megabytes_sent < 40


def test_a_zip_bomb_is_measured_unpacked(server):
    with pytest.raises(AnswerTooLarge):
        fetch(INNER, "bomb", max_bytes=2_000_000)


def test_an_announced_terabyte_is_not_waited_for(server):
    with pytest.raises(AnswerTooLarge, match="announced"):
        fetch(INNER, "announced")


def test_an_answer_that_breaks_off_is_not_taken_for_whole(server):
    with pytest.raises(AnswerBroken):
        fetch(INNER, "cut-off")
    assert state().failures == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])
def test_this_machine_is_not_called_for_strangers_however_it_is_written(server, host):
    with pytest.raises((CallRefused, AnswerBroken)):
        fetch(OUTER, f"http://{host}:{server.server_port}/plain")
    assert server.asked == []


def test_the_machine_s_own_keys_are_never_fetched_not_even_by_inner_connectors(server):
    with pytest.raises(CallRefused, match=r"169\.254\.169\.254"):
        fetch(INNER, "http://169.254.169.254/latest/meta-data/")


def test_a_redirect_is_judged_like_a_call(server):
    with pytest.raises(CallRefused, match=r"169\.254\.169\.254"):
        fetch(INNER, "to-metadata")
    with pytest.raises(CallRefused, match="file://"):
        fetch(INNER, "to-file")
    with pytest.raises(CallRefused, match="more than 3"):
        fetch(INNER, "round-and-round")


def test_a_name_that_changes_its_answer_gains_nothing(server, monkeypatch):
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    called: list[tuple[str, int]] = []

    def resolve(host: str, port: int, **_: object) -> list[tuple]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in next(answers)]

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("meydan.base.connectors.guard.socket.getaddrinfo", resolve)
    monkeypatch.setattr("socket.create_connection", connect)
    with pytest.raises(AnswerBroken):
        fetch(OUTER, "http://rebind.example/plain")
    assert called == [("93.184.215.14", 80)], "the judged address itself was called, and resolved once"


def test_a_key_meant_for_one_host_is_not_taken_to_another(server):
    fetch(INNER, "to-elsewhere", headers={"X-Api-Key": "gizli"})
    (_, first), (_, second) = server.asked
    assert first["X-Api-Key"] == "gizli"
    assert "X-Api-Key" not in second


def test_a_post_is_not_sent_on_and_not_repeated(server):
    with pytest.raises(CallRefused):
        fetch(INNER, "to-plain", method="POST", content=b"{}")
    with pytest.raises(AnswerRefused):
        fetch(replace(INNER, attempts=3), "ill", method="POST", content=b"{}")
    assert len(server.asked) == 2


def test_a_passing_fault_is_tried_again(server):
    assert fetch(replace(INNER, attempts=2), "ill-once").text() == "well again"
    assert state().failures == 0


def test_five_failures_open_the_circuit_and_one_trial_closes_it(server, now):
    for _ in range(5):
        with pytest.raises(AnswerRefused):
            fetch(INNER, "ill", now=now)
    with pytest.raises(CircuitOpen) as resting:
        fetch(INNER, "ill", now=now + timedelta(seconds=59))
    assert resting.value.until == now + timedelta(seconds=60)
    assert len(server.asked) == 5, "the resting system is left alone"
    later = now + timedelta(seconds=61)
    with pytest.raises(AnswerRefused):
        fetch(INNER, "ill", now=later)  # half open: the trial fails, and it rests twice as long
    with pytest.raises(CircuitOpen):
        fetch(INNER, "ill", now=later + timedelta(seconds=119))
    server.is_ill = False
    assert fetch(INNER, "ill", now=later + timedelta(seconds=121)).status == 200
    assert (state().failures, state().rests_until_at, state().failing_since_at) == (0, None, None)


def test_only_one_caller_tries_a_resting_system(now):
    from meydan.base.connectors import operations

    ConnectorState.objects.create(code="c", failures=5, rests_until_at=now)
    assert operations.may_call(code="c", now=now, trial_s=20) is None
    assert operations.may_call(code="c", now=now, trial_s=20) == now + timedelta(seconds=20)


def test_a_refusal_is_shown_but_does_not_open_the_circuit(server, now):
    for _ in range(6):
        with pytest.raises(AnswerRefused) as refusal:
            fetch(INNER, "forbidden", now=now)
    assert refusal.value.response.body == b"no key"
    assert state().rests_until_at is None
    assert "HTTP 403" in state().last_error


def test_a_busy_system_names_its_own_rest(server, now):
    with pytest.raises(AnswerRefused):
        fetch(INNER, "busy", now=now)
    with pytest.raises(CircuitOpen) as resting:
        fetch(INNER, "plain", now=now)
    assert resting.value.until == now + timedelta(seconds=120)


def test_the_circuit_counts_from_the_first_failure_in_a_row(server, now):
    for minute in range(2):
        with pytest.raises(AnswerRefused):
            fetch(INNER, "ill", now=now + timedelta(minutes=minute))
    assert state().failing_since_at == now


@pytest.mark.parametrize("url", ["ftp://x/y", "http://user:secret@host/", "http:///x"])
def test_only_plain_web_addresses_are_called(server, url):
    with pytest.raises(CallRefused) as refusal:
        fetch(OUTER, url)
    assert "secret" not in str(refusal.value)


def test_what_is_not_switched_on_is_not_called(server):
    with pytest.raises(ConnectorOff):
        fetch(replace(INNER, enabled_by_default=False), "plain")
    with pytest.raises(ConnectorUnknown):
        fetch("tests.nothing")


def test_two_connectors_cannot_share_a_code():
    register(INNER)
    register(INNER)
    try:
        with pytest.raises(ConnectorCodeTaken):
            register(replace(INNER, timeout_s=1))
    finally:
        forget(INNER.code)


def test_recorded_exchanges_take_the_network_s_place(now):
    file = Path(__file__).parent / "fixtures" / "weather.json"
    with recorded(file) as calls:
        answer = fetch(OUTER, "https://weather.example/now", params={"station": "17088"}, now=now)
        assert fetch(OUTER, "https://weather.example/picture").body == b"\x89PNG"[:4]
        with pytest.raises(NotRecorded):
            fetch(OUTER, "https://weather.example/tomorrow")
    assert answer.json()["temperature_c"] == -2.5
    assert answer.etag == '"a1"'
    assert calls[0] == "GET https://weather.example/now?station=17088"


def test_what_was_recorded_can_be_played_back_without_secrets(server, tmp_path):
    file = tmp_path / "made.json"
    with recording(file):
        live = fetch(INNER, "plain", headers={"Authorization": "Bearer gizli"})
    assert "gizli" not in file.read_text()
    with recorded(file):
        assert fetch(INNER, "plain").json() == live.json()


def test_settings_of_the_home_stand_over_those_of_the_pack(settings, tmp_path, monkeypatch):
    (tmp_path / "connectors.toml").write_text('[tests.weather]\nurl = "https://home.example/"\n')
    settings.MEYDAN_HOME = replace(settings.MEYDAN_HOME, path=tmp_path)

    class Pack:
        def document(self, name: str) -> dict:
            return {
                "tests": {"weather": {"url": "https://pack.example", "station": "17088", "enabled": True}}
            }

    monkeypatch.setattr(home_settings, "current", Pack)
    quiet = replace(INNER, enabled_by_default=False)
    assert home_settings.base_url(quiet) == "https://home.example"
    assert home_settings.settings_of(quiet)["station"] == "17088"
    assert home_settings.is_enabled(quiet)
    (tmp_path / "connectors.toml").write_text("[tests.weather\n")
    with pytest.raises(home_settings.ConnectorSettingsUnreadable):
        home_settings.base_url(quiet)


def test_the_clock_of_a_call_is_the_caller_s(server, now: datetime):
    fetch(INNER, "plain", now=now)
    assert state().last_success_at == now
    assert fetching.READ_S > fetching.CONNECT_S
