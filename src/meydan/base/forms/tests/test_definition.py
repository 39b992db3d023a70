"""What a form is, what is wrong with one, and the way through it."""

import copy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.forms.engine.answers import wrong_with
from meydan.base.forms.engine.comparing import compare
from meydan.base.forms.engine.definition import KINDS
from meydan.base.forms.engine.flaws import flaws_of
from meydan.base.forms.engine.path import next_page, page_before, shown_pages, unanswered, worked_out
from meydan.base.forms.engine.reading import FormUnreadable, read_form
from meydan.base.forms.tests.factories import asked, document

SHOP = document(
    asked("use", "choice"),
    asked("sign", "yes_no", show_if="use == 'shop'"),
    asked("width", "number", page="size", least=1, most=100, decimals=1),
    asked("height", "number", page="size", decimals=1),
    asked("area", "number", page="size", decimals=2, value="width * height"),
    asked("permit", "file", required_if="area > 10", required=False),
    asked("owners", "group", required=False),
    asked("share", "number", group="owners"),
    asked("reason", show_if="total(owners.share) > 100"),
)


def test_a_sound_form_is_read():
    form = read_form(SHOP)
    assert [page.code for page in form.pages] == ["use", "sign", "size", "permit", "owners", "reason"]
    assert form.by_code["width"].most == Decimal(100)


def test_what_is_hidden_has_no_answer_and_is_not_walked():
    form = read_form(SHOP)
    answers = {"use": "home", "sign": True}
    assert worked_out(form, answers) == {"use": "home", "owners": []}
    assert "sign" not in [state.page.code for state in shown_pages(form, answers)]
    assert next_page(form, answers, "use") == "size"
    assert page_before(form, {"use": "shop"}, "size") == "sign"


def test_the_form_works_its_own_answers_out():
    counted = worked_out(read_form(SHOP), {"width": "2.5", "height": "3"})
    assert counted["area"] == "7.50"


def test_what_is_required_may_depend_on_a_sum():
    form = read_form(SHOP)
    small = {"use": "home", "width": "1", "height": "1"}
    assert [field.code for field in unanswered(form, small)] == []
    assert [field.code for field in unanswered(form, {**small, "width": "11"})] == ["permit"]


def test_rows_of_a_group_are_summed():
    form = read_form(SHOP)
    answers = {"owners": [{"share": "60"}, {"share": "50"}]}
    assert "reason" in [state.page.code for state in shown_pages(form, answers)]


def test_a_page_left_empty_on_purpose_is_done():
    form = read_form(document(asked("email", "email", required=False), asked("name")))
    states = {state.page.code: state.state for state in shown_pages(form, {"email": None})}
    assert states == {"email": "done", "name": "to_do"}


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        ({"code": "Bad Code"}, ("code",), "no code"),
        ({"section": []}, ("section",), "no section"),
        ({"field": "x"}, ("field",), "no field"),
        ({"names": {"tr": "Form"}}, ("names",), "fa, en"),
        ({"field": [asked("a"), asked("a")]}, ("field", 1, "code"), "twice"),
        ({"field": [asked("and")]}, ("field", 0, "code"), "no usable code"),
        ({"field": [asked("a", "magic")]}, ("field", 0, "kind"), "not known"),
        ({"field": [asked("a", "choice", choice=[])]}, ("field", 0, "choice"), "no choice"),
        ({"field": [asked("a", show_if="b == 1"), asked("b")]}, ("field", 0, "show_if"), "later"),
        ({"field": [asked("a", show_if="a == 1")]}, ("field", 0, "show_if"), "later"),
        ({"field": [asked("a", show_if="zz == 1")]}, ("field", 0, "show_if"), "no field"),
        ({"field": [asked("a", show_if="((")]}, ("field", 0, "show_if"), "cannot be read"),
        ({"field": [asked("a", show_if=["x"])]}, ("field", 0, "show_if"), "no text"),
        ({"field": [asked("a", group="g")]}, ("field", 0, "group"), "no repeated group"),
        ({"field": [asked("g", "group")]}, ("field", 0, "kind"), "no fields"),
        (
            {"field": [asked("g", "group"), asked("f", "file", group="g")]},
            ("field", 1, "kind"),
            "repeated group",
        ),
        ({"field": [asked("a", "file", value="1")]}, ("field", 0, "value"), "computed"),
        ({"field": [asked("a", "appointment", page="b")]}, ("field", 0, "page"), "shares a page"),
        (
            {"field": [asked("a", "appointment"), asked("b", "appointment")]},
            ("field", 0, "kind"),
            "one appointment",
        ),
        ({"field": [asked("a", "payment")]}, ("field", 0, "amount"), "paid"),
        (
            {"field": [asked("a", "payment", amount="fee"), asked("b", "payment", amount="5")]},
            ("field", 0, "kind"),
            "one payment",
        ),
        ({"field": [asked("a", source="r", source_key="a")]}, ("field", 0, "source_key"), "asked"),
        ({"field": [asked("a", "number", least="x")]}, ("field", 0, "least"), "no number"),
        ({"field": [asked("a", section="moon")]}, ("field", 0, "section"), "no section"),
    ],
)
def test_every_flaw_is_named_with_its_place(change, where, said):
    found = flaws_of({**document(), **change})
    assert any(flaw.where == where and said in flaw.problem for flaw in found), found
    assert all(flaw.remedy for flaw in found)
    with pytest.raises(FormUnreadable):
        read_form({**document(), **change})


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.sampled_from(["kind", "names", "group", "show_if", "choice", "least", "decimals", "page", "about"]),
    JUNK,
)
def test_junk_in_a_field_is_a_flaw_and_never_a_crash(key, junk):
    whole = document(asked("a"), {**asked("b", "choice"), key: junk})
    if not flaws_of(whole):
        form = read_form(whole)
        shown_pages(form, {"a": "x", "b": "shop"})


@pytest.mark.parametrize(
    ("kind", "answer", "reason"),
    [
        ("text", 5, "unreadable"),
        ("text", "x" * 201, "too_long"),
        ("number", "NaN", "unreadable"),
        ("number", "Infinity", "unreadable"),
        ("number", "1e400", "too_large"),
        ("number", "1.5", "too_fine"),
        ("number", 5, "unreadable"),
        ("date", "2026-02-30", "unreadable"),
        ("choice", "moon", "unknown_choice"),
        ("choices", ["shop", "moon"], "unknown_choice"),
        ("yes_no", "yes", "unreadable"),
        ("point", {"lon": 300, "lat": 0}, "unreadable"),
        ("point", {"lon": 30}, "unreadable"),
        ("address", {"street": "x" * 121}, "unreadable"),
        ("file", ["a"] * 6, "too_many"),
        ("signature", {"name": "A"}, "unreadable"),
        ("appointment", 1, "unreadable"),
        ("group", [{}] * 51, "too_many"),
    ],
)
def test_an_answer_that_cannot_stand_is_refused_by_kind(kind, answer, reason):
    fields = [asked("a", kind)] + ([asked("in_a", group="a")] if kind == "group" else [])
    field = read_form(document(*fields)).by_code["a"]
    found = wrong_with(field, answer)
    assert found is not None
    assert found.reason == reason


@given(st.sampled_from(sorted(KINDS)), JUNK)
def test_no_answer_breaks_the_gate(kind, answer):
    more = {"amount": "5"} if kind == "payment" else {}
    fields = [asked("a", kind, **more)] + ([asked("in_a", group="a")] if kind == "group" else [])
    wrong_with(read_form(document(*fields)).by_code["a"], answer)


# --- properties of drawn forms ---------------------------------------------------------------
ANSWER = {
    "text": st.text(min_size=1, max_size=20),
    "number": st.integers(0, 99).map(str),
    "yes_no": st.booleans(),
    "choice": st.sampled_from(["shop", "home"]),
}


@st.composite
def drawn_forms(draw):
    """A form of up to eight fields whose rules lean on earlier ones, and some answers to it."""
    fields, answers = [], {}
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(sorted(ANSWER)))
        code = f"f{number}"
        more = {}
        if fields and draw(st.booleans()):
            other = draw(st.sampled_from(fields))
            rule = {"text": "has({})", "number": "{} > 50", "yes_no": "{} == yes", "choice": "{} == 'shop'"}
            more = {
                draw(st.sampled_from(["show_if", "required_if"])): rule[other["kind"]].format(other["code"])
            }
        fields.append(asked(code, kind, **more))
        if draw(st.booleans()):
            answers[code] = draw(ANSWER[kind])
    return document(*fields), answers


@given(drawn_forms())
def test_in_every_drawn_form_nothing_hidden_counts_and_nothing_shown_is_lost(drawn):
    whole, answers = drawn
    form = read_form(whole)
    counted = worked_out(form, answers)
    shown = {field.code for state in shown_pages(form, answers) for field in state.fields}
    assert set(counted) == {code for code in answers if code in shown}
    assert all(counted[code] == answers[code] for code in counted)
    # What counts is settled: working it out again changes nothing.
    assert worked_out(form, counted) == counted


@given(drawn_forms())
def test_every_drawn_form_is_walked_to_its_end_by_answering_what_is_asked(drawn):
    whole, answers = drawn
    form = read_form(whole)
    for _step in range(len(form.fields) + 1):
        lacking = unanswered(form, answers)
        if not lacking:
            break
        field = lacking[0]
        answers = {
            **answers,
            field.code: {"text": "x", "number": "7", "yes_no": True, "choice": "home"}[field.kind],
        }
    assert unanswered(form, answers) == []


# --- comparing -------------------------------------------------------------------------------
def test_two_versions_are_compared_part_by_part():
    older = document(asked("a"), asked("b"), asked("c"))
    younger = copy.deepcopy(older)
    younger["field"] = [younger["field"][2], {**younger["field"][0], "required": False}, asked("d")]
    found = {(change.part, change.code, change.kind, change.key) for change in compare(older, younger)}
    assert ("field", "b", "removed", "") in found
    assert ("field", "d", "added", "") in found
    assert ("field", "a", "changed", "required") in found
    assert len([change for change in found if change[2] == "moved"]) == 1


def test_a_version_is_no_different_from_itself():
    assert compare(SHOP, copy.deepcopy(SHOP)) == []
