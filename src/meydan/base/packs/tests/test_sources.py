"""Sources that are sentences are read in the reader's language; citations are not touched."""

from __future__ import annotations

import pytest
from django.utils import translation

from meydan.base.packs.public import source_words


@pytest.mark.parametrize("language", ["tr", "fa"])
def test_a_sentence_is_translated_and_keeps_its_place(language):
    with translation.override(language):
        plain = source_words("Meydan, against a published copy")
        assert plain != "Meydan, against a published copy"
        assert (
            source_words("Meydan, against a published copy (isu.gov.tr)")
            == f"{plain} \u2066(isu.gov.tr)\u2069"
        )


def test_a_citation_stays_as_it_is():
    with translation.override("fa"):
        for citation in ("89 FR 16202 (PM2.5, final rule of 2024)", "own knowledge of nobody (x)", ""):
            assert source_words(citation) == citation
