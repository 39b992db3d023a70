"""A home's settings: what is written is read back, and every mistake is named with its remedy."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from meydan.config.home import Home, HomeIsUnreadable, open_home, write_home


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("MEYDAN_PORT", raising=False)


def home_saying(folder: Path, words: str) -> Home:
    (folder / "meydan.toml").write_text(words, encoding="utf-8")
    return open_home(folder)


FULL = {
    "key": "gumushane",
    "pack": "tr/gumushane",
    "role": "portal",
    "demo": True,
    "host": "0.0.0.0",
    "port": 8123,
    "database_url": "postgresql://meydan:bir%22iki@/sehir?host=/run/postgresql",
    "allowed_hosts": ("sehir.example", "خوی.example"),
    "public_url": "https://sehir.example/",
    "cities": ("http://127.0.0.1:8001", 'http://127.0.0.1:8002/"x"'),
    "oidc_issuer": "https://giris.example/realms/belediye",
    "oidc_audience": "meydan",
    "oidc_keys": "oidc/jwks.json",
    "oidc_account_claim": "https://giris.example/sicil",
    "oidc_scopes": ("read=measurements.read", "manage=role:su/işletme"),
}


def test_what_is_written_is_read_back(tmp_path):
    written = Home(path=tmp_path / "new" / "home", **FULL)
    write_home(written)
    assert open_home(tmp_path / "new" / "home") == written
    assert written.address == "https://sehir.example"


def test_a_plain_home_writes_only_what_every_home_says(tmp_path):
    write_home(Home(path=tmp_path, key="khoy"))
    assert (tmp_path / "meydan.toml").read_text().splitlines() == [
        'key = "khoy"',
        'pack = "generic"',
        'role = "city"',
        "demo = false",
        'host = "127.0.0.1"',
        "port = 8000",
    ]


def test_no_half_written_file_is_left(tmp_path):
    write_home(Home(path=tmp_path))
    assert [file.name for file in tmp_path.iterdir()] == ["meydan.toml"]


def test_a_folder_that_is_no_home_is_told_how_to_become_one(tmp_path):
    with pytest.raises(HomeIsUnreadable, match=r"is not a Meydan home.*meydan init --home .* --pack"):
        open_home(tmp_path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("port = 80a", "Mend that line and start again"),
        ('prot = 8000\nport = "x"', "unknown setting 'prot'. Known settings: allowed_hosts, cities"),
        ('role = "village"', "role must be one of city, portal, not 'village'"),
        ('port = "8000"', "port must be a number from 1 to 65535, not '8000'"),
        ("port = true", "port must be a number from 1 to 65535, not True"),
        ("port = 0", "port must be a number from 1 to 65535, not 0"),
        ("port = 65536", "port must be a number"),
        ("demo = 1", "demo must be true or false, not 1"),
        ('key = "Gümüşhane"', "key must be a short word of a-z, 0-9 and -, not 'Gümüşhane'"),
        ('key = "a b"', "key must be a short word"),
        ('key = "../x"', "key must be a short word"),
        ('pack = ""', "pack must be a pack in quotes"),
        ('host = ""', "host must be an address in quotes"),
        ("database_url = 5", "database_url must be an address in quotes, not 5"),
        ('allowed_hosts = "sehir.example"', "allowed_hosts must be a list of names"),
        ("cities = [8001]", "cities must be a list of addresses"),
        ("public_url = false", "public_url must be an address in quotes"),
        ('oidc_issuer = "giris.example"', "oidc_issuer must be the address of the issuer"),
        ('oidc_issuer = "https://giris.example/?tenant=1"', "oidc_issuer must be the address"),
        ('oidc_issuer = "https://[giris"', "oidc_issuer must be the address"),
        ('oidc_issuer = "https://a:b@giris.example"', "oidc_issuer must be the address"),
        ('oidc_audience = ""', "oidc_audience must be the name this home has at the issuer"),
        ('oidc_keys = "/etc/jwks.json"', "oidc_keys must be a file inside the home"),
        ('oidc_keys = "oidc/../../jwks.json"', "oidc_keys must be a file inside the home"),
        ('oidc_account_claim = "e mail"', "oidc_account_claim must be the name of a claim"),
        ('oidc_scopes = ["write=x"]', "oidc_scopes must be a list like"),
        ('oidc_scopes = ["read=a b"]', "oidc_scopes must be a list like"),
        ('oidc_scopes = ["read="]', "oidc_scopes must be a list like"),
        ('oidc_issuer = "https://giris.example"', "oidc_issuer says nothing without oidc_audience. Add it"),
        ('oidc_keys = "jwks.json"', "oidc_keys says nothing without oidc_issuer and oidc_audience"),
    ],
)
def test_every_mistake_is_named(tmp_path, words, said):
    with pytest.raises(HomeIsUnreadable, match=re.escape(said)) as fault:
        home_saying(tmp_path, words)
    assert str(tmp_path / "meydan.toml") in str(fault.value)


def test_a_file_in_another_encoding_is_named(tmp_path):
    (tmp_path / "meydan.toml").write_bytes('key = "gümüş"'.encode("cp1254"))
    with pytest.raises(HomeIsUnreadable, match="Mend that line"):
        open_home(tmp_path)


def test_the_environment_speaks_louder_than_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@b/c")
    monkeypatch.setenv("MEYDAN_PORT", "9100")
    home = home_saying(tmp_path, 'port = 8000\ndatabase_url = "sqlite:///x"')
    assert (home.port, home.database_url) == (9100, "postgresql://a@b/c")
    assert open_home(None).database_url == "postgresql://a@b/c"


@pytest.mark.parametrize("port", ["eight", "70000", "-1", "８０００"])
def test_a_port_in_the_environment_is_checked_too(tmp_path, monkeypatch, port):
    monkeypatch.setenv("MEYDAN_PORT", port)
    with pytest.raises(HomeIsUnreadable, match="port must be a number from 1 to 65535"):
        home_saying(tmp_path, 'key = "x"')


def test_what_could_not_be_read_back_is_not_written(tmp_path):
    with pytest.raises(HomeIsUnreadable, match="key must be"):
        write_home(Home(path=tmp_path / "home", key="Khoy City"))
    assert not (tmp_path / "home").exists()


def test_a_home_that_is_nowhere_is_not_written():
    with pytest.raises(HomeIsUnreadable, match="nowhere"):
        write_home(Home(path=None))


def test_the_secret_is_made_once_and_for_the_owner_alone(tmp_path):
    home = Home(path=tmp_path)
    first = home.secret_key()
    assert len(first) > 60
    assert home.secret_key() == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_a_secret_that_went_missing_is_asked_for_and_not_replaced(tmp_path):
    (tmp_path / "meydan.sqlite3").touch()
    with pytest.raises(HomeIsUnreadable, match="Put back the one from a backup"):
        Home(path=tmp_path).secret_key()
    assert not (tmp_path / "secret_key").exists()
