"""Pages travel packed to browsers that can unpack them."""

import gzip

import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_page_travels_packed_and_unpacks_to_itself():
    plain = Client().get("/about/")
    packed = Client().get("/about/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert b"<h1" in gzip.decompress(packed.content)


@pytest.mark.django_db
def test_the_stylesheet_is_packed_once_and_not_twice():
    sheet = Client().get("/theme.css", headers={"accept-encoding": "gzip"})
    assert b"--accent" in gzip.decompress(sheet.content)
