"""Sheets that are safe to open."""

import pytest

from meydan.base.files.public import csv_bytes, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+90", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_that_looks_like_a_formula_stays_a_text(cell):
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Gümüşhane", "خوی", -3.5, None, 0])
def test_everything_else_stays_as_it_is(cell):
    assert harmless(cell) is cell


def test_the_letters_survive_a_spreadsheet():
    body = csv_bytes(["ad", "نام"], [["Gümüşhane", "=خوی"]], delimiter=";")
    assert body == b"\xef\xbb\xbf" + "ad;نام\r\nGümüşhane;'=خوی\r\n".encode()
