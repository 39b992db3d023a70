"""Texts at rest."""

import pytest

from meydan.base.sealing.public import SealUnreadable, keyed_digest, open_text, seal_text

ONE, OTHER = b"meydan tests: one", b"meydan tests: other"


@pytest.mark.parametrize("words", ["", "Ayşe Yılmaz", "مریم 0462", "x" * 10_000])
def test_what_is_sealed_is_read_again(words):
    assert open_text(seal_text(words, purpose=ONE), purpose=ONE) == words


def test_an_empty_text_takes_no_room():
    assert seal_text("", purpose=ONE) == b""


def test_the_sealed_text_does_not_show_the_words_and_differs_each_time():
    first, second = (seal_text("Ayşe", purpose=ONE) for _ in range(2))
    assert "Ayşe".encode() not in first
    assert first != second


def test_another_purpose_and_another_secret_cannot_read_it(settings):
    sealed = seal_text("Ayşe", purpose=ONE)
    with pytest.raises(SealUnreadable):
        open_text(sealed, purpose=OTHER)
    settings.SECRET_KEY = "another home's secret"
    with pytest.raises(SealUnreadable, match="another secret_key"):
        open_text(sealed, purpose=ONE)


def test_a_changed_byte_is_noticed():
    sealed = bytearray(seal_text("Ayşe", purpose=ONE))
    sealed[30] ^= 1
    with pytest.raises(SealUnreadable):
        open_text(bytes(sealed), purpose=ONE)


def test_a_digest_recognises_and_keeps_purposes_apart(settings):
    assert keyed_digest("0462", purpose=ONE) == keyed_digest("0462", purpose=ONE)
    assert (
        len(
            {
                keyed_digest("0462", purpose=ONE),
                keyed_digest("0463", purpose=ONE),
                keyed_digest("0462", purpose=OTHER),
            }
        )
        == 3
    )
    before = keyed_digest("0462", purpose=ONE)
    settings.SECRET_KEY = "another home's secret"
    assert keyed_digest("0462", purpose=ONE) != before
