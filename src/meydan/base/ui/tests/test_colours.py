"""Every pair of colours a reader meets is worked out and held at the contrast WCAG asks for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.ui.engine.colours import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    READABLE,
    ColourUnreadable,
    contrast,
    dark_shades,
    light_shades,
    parse_colour,
)
from meydan.base.ui.theme import STYLES, stylesheet

ACCENTS = {"Gümüşhane": "#2f6690", "Khoy": "#8f6000"}
TEXT_ON_GROUND = [
    ("ink", "paper"), ("ink", "stone"), ("ink-2", "paper"), ("ink-2", "stone"), ("ink", "accent-bg"),
    ("ink-2", "accent-bg"), ("accent", "paper"), ("accent", "stone"), ("accent", "accent-bg"),
    ("on-accent", "accent"), ("on-banner", "banner"), ("on-solid", "solid"), ("good", "good-bg"),
    ("watch", "watch-bg"), ("bad", "bad-bg"), ("stale", "stale-bg"), ("ink", "stale-bg"), ("ink", "good-bg"),
    ("ink", "watch-bg"), ("ink", "bad-bg"), ("bad", "paper"), ("good", "paper"), ("watch", "paper"), ("ink", "land"),
]  # fmt: skip
SHAPE_ON_GROUND = [
    ("edge", "paper"),
    ("accent", "track"),
    ("bad", "track"),
    ("good", "track"),
    ("accent", "land"),
]


def tokens(accent: str, scheme: str) -> dict[str, str]:
    css = stylesheet(accent, "/static/").plain.decode()
    light, dark = css.split("@media (prefers-color-scheme:dark)", 1)
    found = dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{6})", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{6})", dark.split("}}", 1)[0]))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ACCENTS.values(), ids=ACCENTS.keys())
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND, ids=lambda name: name)
def test_words_read_on_their_ground(scheme, accent, text, ground):
    colours = tokens(accent, scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ACCENTS.values(), ids=ACCENTS.keys())
@pytest.mark.parametrize(("shape", "ground"), SHAPE_ON_GROUND, ids=lambda name: name)
def test_shapes_stand_out_from_their_ground(scheme, accent, shape, ground):
    colours = tokens(accent, scheme)
    assert contrast(colours[shape], colours[ground]) >= 3


def test_contrast_of_known_pairs():
    # WebAIM's calculator: black on white 21, #777777 on white 4.48, #767676 on white 4.54.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@given(st.integers(0, 0xFFFFFF))
def test_any_accent_a_pack_names_becomes_readable_by_day_and_by_night(number):
    accent = f"#{number:06x}"
    day, night = light_shades(accent), dark_shades(accent)
    assert all(contrast(day.accent, ground) >= READABLE for ground in (*LIGHT_GROUNDS, day.ground))
    assert all(contrast(night.accent, ground) >= READABLE for ground in (*DARK_GROUNDS, night.ground))
    assert contrast(day.on_accent, day.accent) >= READABLE
    assert contrast(night.on_accent, night.accent) >= READABLE


def test_an_accent_that_reads_already_is_left_as_the_city_chose_it():
    assert light_shades("#2f6690").accent == "#2f6690"
    assert light_shades("#8f6000").accent == "#8f6000"


@pytest.mark.parametrize("text", ["2f6690x", "#fff", "", "blue"])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(ColourUnreadable):
        parse_colour(text)


def test_a_fault_in_the_packs_accent_does_not_take_the_page_down():
    assert stylesheet("sunflower", "/static/").plain == stylesheet("#2f6690", "/static/").plain


def test_the_stylesheet_stays_small():
    sheet = stylesheet("#2f6690", "/static/")
    # What a phone pays for is the packed sheet: a tenth of the weight of the home page at most.
    assert len(sheet.plain) < 36_000
    assert len(sheet.packed) < 9_000


def test_css_knows_no_left_and_no_right():
    faults = [
        f"{file.name}: {found.group()}"
        for file in STYLES.glob("*.css")
        for found in re.finditer(
            r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|(?<![-\w])(?:left|right)\s*:|"
            r"(?:text-align|float|clear):\s*(?:left|right)|(?<![-\w])(?:max-|min-)?(?:width|height)\s*:(?!\s*[\d.]+rem\))",
            file.read_text(),
        )
        # Media queries ask about the window, which has no reading direction.
    ]
    assert faults == []
