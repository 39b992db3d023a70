"""Notes: what is marked up, and that nothing a stranger writes can run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from meydan.site.dashboards.engine.notes import note_html
from meydan.site.dashboards.panels.text import TAGS, clean_note

ATTACKS = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    '[x](https://a.example/"onmouseover="alert(1))',
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "# <svg onload=alert(1)>",
    "- <b style=x>**bold**",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](//evil.example/)",
    "[x](/\\evil.example/)",
    "[x](vbscript:msgbox)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


def test_headings_lists_links_and_paragraphs_are_marked_up():
    written = "# Hava\nBugün **iyi**.\nYarın da.\n\n- bir\n- [iki](/air/)\n\n## Alt\n\nson"
    assert note_html(written) == (
        "<h3>Hava</h3><p>Bugün <strong>iyi</strong>.<br>Yarın da.</p>"
        '<ul><li>bir</li><li><a href="/air/">iki</a></li></ul><h4>Alt</h4><p>son</p>'
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_stranger_writes_cannot_run(attack):
    tree = html.fragment_fromstring(clean_note(attack), create_parent="div")
    for element in tree.iter():
        assert element.tag in TAGS | {"div"}
        assert not [name for name in element.attrib if name not in ("href", "rel")]
        address = element.get("href", "https:")
        assert address.startswith(("https:", "http:", "mailto:", "tel:", "/"))
        assert not address.startswith(("//", "/\\"))


@given(st.text(alphabet="<>&\"'[]()#*-/\\:ab \n=java", max_size=80))
def test_whatever_is_typed_only_our_own_marks_come_out(words):
    tree = html.fragment_fromstring(note_html(words), create_parent="div")
    assert {element.tag for element in tree.iter()} <= TAGS | {"div"}


def test_persian_words_pass_unchanged():
    assert note_html("هوای امروز **خوب** است") == "<p>هوای امروز <strong>خوب</strong> است</p>"
