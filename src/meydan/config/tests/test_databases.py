"""Addresses of databases, as people write them."""

import pytest

from meydan.config.databases import database_of


def test_no_address_means_the_file_in_the_home(tmp_path):
    found = database_of("", tmp_path / "meydan.sqlite3")
    assert (found["ENGINE"], found["NAME"]) == (
        "django.db.backends.sqlite3",
        str(tmp_path / "meydan.sqlite3"),
    )


def test_writers_wait_for_each_other_instead_of_failing():
    options = database_of("", "x")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "foreign_keys=ON" in options["init_command"]


def test_another_file_may_be_named():
    assert database_of("sqlite:////srv/sehir.db", "unused")["NAME"] == "/srv/sehir.db"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_an_address_of_a_server_is_taken_apart(scheme):
    found = database_of(f"{scheme}://ali:ge%40iz%2Fli@db.example:5433/%C5%9Fehir", "unused")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("şehir", "ali", "ge@iz/li")
    assert (found["HOST"], found["PORT"]) == ("db.example", "5433")


def test_a_socket_is_named_in_the_query():
    found = database_of("postgresql://meydan@/meydan?host=/run/post%20gres", "unused")
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("/run/post gres", "", "")


@pytest.mark.parametrize("url", ["mysql://ali:gizli@db/x", "meydan.db", "sqlite://x"])
def test_another_kind_is_refused_and_its_password_not_repeated(url):
    with pytest.raises(Exception, match="neither postgresql") as refusal:
        database_of(url, "unused")
    assert "gizli" not in str(refusal.value)


def test_a_port_that_is_none_is_refused_in_words():
    with pytest.raises(Exception, match="database_url cannot be read") as refusal:
        database_of("postgresql://ali:gizli@db:many/x", "unused")
    assert "gizli" not in str(refusal.value)
