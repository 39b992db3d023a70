"""The key of the home, and what the two commands say."""

from __future__ import annotations

import io
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from meydan.base.audit.public import entries
from meydan.domains.warnings import home_key
from meydan.domains.warnings.checkup import key_is_ready
from meydan.domains.warnings.engine import keys
from meydan.domains.warnings.engine.signature import signed
from meydan.domains.warnings.engine.writing import to_xml
from meydan.domains.warnings.tests.factories import alert

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_key_is_made_on_request_for_the_owner_alone(city: Path) -> None:
    words = said("warning-key")
    file = city / "warnings" / "key.pem"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "Gümüşhane" in words
    assert keys.fingerprint(keys.read_certificate(home_key.certificate_text())) in words
    assert entries(verb="warnings.key_made").count() == 1


def test_a_second_key_is_refused_and_a_renewal_keeps_the_first(city: Path) -> None:
    said("warning-key", "--kind", "rsa")
    before = (city / "warnings" / "key.pem").read_bytes()
    with pytest.raises(CommandError, match="Nothing was changed"):
        said("warning-key")
    said("warning-key", "--renew")
    assert (city / "warnings" / "key.pem").read_bytes() == before


def test_a_certificate_of_another_key_is_not_used(city: Path) -> None:
    said("warning-key")
    other = keys.new_certificate(keys.new_key(), name="x", now=NOW, days=9)
    (city / "warnings" / "certificate.pem").write_text(keys.certificate_pem(other))
    with pytest.raises(home_key.KeyUnusable):
        home_key.signing_pair()
    assert key_is_ready(NOW).state == "bad"


def test_the_doctor_says_whether_and_how_long_warnings_are_signed() -> None:
    assert key_is_ready(NOW).state == "good"
    home_key.make_pair(name="Gümüşhane", kind="ec", now=NOW)
    assert key_is_ready(NOW).state == "good"
    assert key_is_ready(NOW + timedelta(days=700)).state == "watch"
    assert key_is_ready(NOW + timedelta(days=731)).state == "bad"


def test_the_command_names_faults_and_the_signer(city: Path) -> None:
    said("warning-key", "--name", "Gümüşhane Belediyesi")
    held = home_key.signing_pair()
    file = city / "a.xml"
    file.write_bytes(signed(alert(), key=held.key, certificate=held.certificate))
    assert said("check-warning", str(file), "--our-languages") == (
        "No fault.\nSigned by Gümüşhane Belediyesi (gumushane).\n"
    )
    file.write_bytes(file.read_bytes().replace(b"gm-1<", b"gm-2<"))
    with pytest.raises(SystemExit):
        said("check-warning", str(file))


def test_the_command_tells_programs_in_json(city: Path) -> None:
    file = city / "a.xml"
    file.write_bytes(to_xml(alert(infos=())))
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check-warning", str(file), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["faults"] == ["The message tells nothing. Write its texts."]
    assert told["signature_refused"] == "absent"


def test_a_neighbour_is_believed_when_its_certificate_lies_among_the_roots(city: Path) -> None:
    key = keys.new_key()
    certificate = keys.new_certificate(key, name="Trabzon", now=datetime.now(UTC), days=30)
    file = city / "b.xml"
    file.write_bytes(signed(alert(), key=key, certificate=certificate))
    with pytest.raises(SystemExit):
        said("check-warning", str(file))
    (city / "warnings" / "roots").mkdir(parents=True)
    (city / "warnings" / "roots" / "trabzon.pem").write_text(keys.certificate_pem(certificate))
    assert "Signed by Trabzon (trabzon)." in said("check-warning", str(file))


def test_a_file_that_is_not_there_is_said_kindly() -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        said("check-warning", "/no/such/file.xml")
