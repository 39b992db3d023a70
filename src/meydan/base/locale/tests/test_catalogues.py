"""Catalogues: extraction, merging, faults and compiling."""

from __future__ import annotations

import gettext
import importlib.util
import os
from pathlib import Path

import polib
import pytest

from meydan.base.locale.catalogues import CatalogueUnreadable, compile_stale
from meydan.base.locale.extraction import Key, StringUnreadable, strings_of
from meydan.base.locale.translations import (
    catalogue_path,
    contradictions,
    entries_of,
    faults_of,
    known_elsewhere,
    update_catalogue,
)

TOOL = Path(__file__).parents[5] / "tools" / "messages.py"

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext, gettext as say
from django.utils import translation

TITLE = _("Duty pharmacy")
LONG = _("one " "sentence")
COUNT = ngettext("%(n)d case", "%(n)d cases", 3)
MONTH = pgettext("month", "May")
ALSO = translation.gettext("Said by its module")
SAID = say("Said by another name")
LATER = _(TITLE)
_other = str("Not for translation")
"""
TEMPLATE = """
{% translate "Search" %} {% trans 'Older spelling' %} {% translate "100% sure" as x %}
{% translate "May" context "month" %} {{ _("In a variable") }} {% include "x" with t=_("In a tag") %}
<c-card title="{% translate "In an attribute" %}" :href_text="_('In a dynamic attribute')">
{% blocktranslate trimmed with n=1 %}
  Hello {{ name }},
  100% yours
{% endblocktranslate %}
{% blocktranslate count n=rows|length %}One row{% plural %}{{ n }} rows{% endblocktranslate %}
{% blocktranslate context "verb" asvar y %}Open{% endblocktranslate %}
{# {% translate "In a comment" %} #}{% comment %}{% translate "In a long comment" %}{% endcomment %}
</c-card>
"""


@pytest.fixture
def app(tmp_path):
    room = tmp_path / "room"
    (room / "templates" / "room").mkdir(parents=True)
    (room / "tests").mkdir()
    (room / "apps.py").write_text("", encoding="utf-8")
    (room / "views.py").write_text(PYTHON, encoding="utf-8")
    (room / "templates" / "room" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (room / "tests" / "test_x.py").write_text('_ = gettext("From a test")', encoding="utf-8")
    return room


def test_every_marked_string_is_found_and_no_other(app):
    found = strings_of(app)
    assert {(key.context, key.message, message.plural) for key, message in found.items()} == {
        (None, "Duty pharmacy", None),
        (None, "one sentence", None),
        (None, "%(n)d case", "%(n)d cases"),
        ("month", "May", None),
        (None, "Said by its module", None),
        (None, "Said by another name", None),
        (None, "Search", None),
        (None, "Older spelling", None),
        (None, "100%% sure", None),
        (None, "In a variable", None),
        (None, "In a tag", None),
        (None, "In an attribute", None),
        (None, "In a dynamic attribute", None),
        (None, "Hello %(name)s, 100%% yours", None),
        (None, "One row", "%(n)s rows"),
        ("verb", "Open", None),
    }
    assert found[Key("May", "month")].files == {"views.py", "templates/room/page.html"}


@pytest.mark.parametrize(
    ("file", "source", "line"),
    [
        ("views.py", 'from django.utils.translation import gettext\nx = gettext(f"Hello {1}")\n', 2),
        ("views.py", 'from django.utils.translation import gettext\nx = gettext("a" + "b")\n', 2),
        ("templates/room/page.html", "\n\n{% blocktranslate %}without an end", 3),
    ],
)
def test_a_string_that_no_catalogue_can_hold_is_named_with_its_line(app, file, source, line):
    (app / file).write_text(source, encoding="utf-8")
    with pytest.raises(StringUnreadable, match=f"{file}:{line}"):
        strings_of(app)


def fill(app, language, words):
    path = catalogue_path(app, language)
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: words + entry.msgid, 1: words + entry.msgid_plural}
        else:
            entry.msgstr = words + entry.msgid
    catalogue.save()
    return path


def test_an_update_keeps_translations_drops_the_dead_and_is_steady(app):
    path = catalogue_path(app, "tr")
    strings = strings_of(app)
    assert update_catalogue(path, "tr", strings, {}) == len(strings)
    fill(app, "tr", "ç ")
    (app / "views.py").write_text(PYTHON.replace('"Duty pharmacy"', '"Open pharmacy"'), encoding="utf-8")
    assert update_catalogue(path, "tr", strings_of(app), {}) == 1
    entries = entries_of(path)
    assert entries[Key("Search")].msgstr == "ç Search"
    assert Key("Duty pharmacy") not in entries
    before = path.read_bytes()
    update_catalogue(path, "tr", strings_of(app), {})
    assert path.read_bytes() == before
    assert b"POT-Creation-Date" not in before


def test_a_string_translated_in_another_app_is_filled_in_alike(app, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "views.py").write_text(PYTHON, encoding="utf-8")
    update_catalogue(catalogue_path(other, "fa"), "fa", strings_of(other), {})
    fill(other, "fa", "ف ")
    update_catalogue(catalogue_path(app, "fa"), "fa", strings_of(app), known_elsewhere([other, app]))
    assert entries_of(catalogue_path(app, "fa"))[Key("Duty pharmacy")].msgstr == "ف Duty pharmacy"
    assert list(contradictions([other, app])) == []
    fill(app, "fa", "غ ")
    assert any("'Duty pharmacy'" in fault for fault in contradictions([other, app]))


def sound(app, language):
    update_catalogue(catalogue_path(app, language), language, strings_of(app), {})
    return fill(app, language, "")


def test_a_sound_catalogue_has_no_faults(app):
    path = sound(app, "tr")
    assert list(faults_of(path, "tr", strings_of(app))) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgstr "Search"', 'msgstr ""', "'Search': has no translation in fa"),
        ('msgstr "Hello %(name)s, 100%% yours"', 'msgstr "Hello %(nam)s"', "placeholders differ"),
        ('msgstr[1] "%(n)d cases"', 'msgstr[1] "cases"', "placeholders differ"),
        ('msgstr[1] "%(n)d cases"', 'msgstr[1] ""', "has no translation"),
        ('msgstr "Search"', 'msgstr "<b>Search</b>"', "tags differ"),
        ('msgstr "Search"', 'msgstr "كوچه"', "Arabic letter"),
        ('msgid "Search"', '#, fuzzy\nmsgid "Search"', "fuzzy"),
        ('msgid "Search"', 'msgid "Find"', "'Search': is not in the catalogue"),
        ('msgid "Search"', 'msgid "Find"', "'Find': is used nowhere"),
    ],
)
def test_each_fault_of_a_catalogue_is_named(app, old, new, fault):
    path = sound(app, "fa")
    words = path.read_text(encoding="utf-8")
    assert old in words
    path.write_text(words.replace(old, new), encoding="utf-8")
    faults = list(faults_of(path, "fa", strings_of(app)))
    assert any(fault in line and str(path) in line for line in faults)


def test_stale_catalogues_are_compiled_once_with_their_plurals(app):
    path = sound(app, "fa")
    assert compile_stale(app) == 1
    assert compile_stale(app) == 0
    with path.with_suffix(".mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert words.gettext("Search") == "Search"
    assert words.pgettext("month", "May") == "May"
    assert [words.ngettext("%(n)d case", "%(n)d cases", n) for n in (0, 1, 2)] == [
        "%(n)d case", "%(n)d case", "%(n)d cases",
    ]  # fmt: skip
    newer = path.with_suffix(".mo").stat().st_mtime_ns + 10**9
    os.utime(path, ns=(newer, newer))
    assert compile_stale(app) == 1
    assert not list(path.parent.glob("*.part"))


def test_a_faulty_catalogue_is_named_and_the_old_one_stays(app):
    path = sound(app, "tr")
    compile_stale(app)
    compiled = path.with_suffix(".mo").read_bytes()
    path.write_text('msgid "a"\nthis is no catalogue\n', encoding="utf-8")
    newer = path.with_suffix(".mo").stat().st_mtime_ns + 10**9
    os.utime(path, ns=(newer, newer))
    with pytest.raises(CatalogueUnreadable, match=r"django\.po"):
        compile_stale(app)
    assert path.with_suffix(".mo").read_bytes() == compiled


@pytest.fixture
def tool():
    spec = importlib.util.spec_from_file_location("messages_tool", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tool_extracts_checks_and_compiles(tool, app, capsys, monkeypatch):
    monkeypatch.setattr(tool, "SOURCE", app.parent)  # the house's own translations stay out
    assert tool.main(["extract", str(app)]) == 0
    assert "16 strings, 16 await translation" in capsys.readouterr().out
    assert tool.main(["check", str(app)]) == 1
    assert "'Search': has no translation in tr" in capsys.readouterr().err
    for language in ("tr", "fa"):
        fill(app, language, "")
    assert tool.main(["check", str(app)]) == 0
    assert tool.main(["compile", str(app)]) == 0
    assert "2 catalogues compiled" in capsys.readouterr().out


def test_this_room_speaks_all_its_languages(tool):
    assert tool.main(["check", str(Path(__file__).parents[1])]) == 0
