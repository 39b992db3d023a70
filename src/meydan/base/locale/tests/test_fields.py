"""Form fields take what people type in each language and give it back as they would type it."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.utils.translation import override

from meydan.base.locale.public import DayField, NumberField, PhoneField


class Sheet(forms.Form):
    day = DayField(required=False)
    depth = NumberField(required=False, min_value=0)
    phone = PhoneField(required=False, region="IR")


def cleaned(language, **typed):
    with override(language):
        form = Sheet(typed)
        return form.cleaned_data if form.is_valid() else {k: str(v[0]) for k, v in form.errors.items()}


@pytest.mark.parametrize(
    ("language", "day", "depth"),
    [("tr", "21.11.2025", "1.234,5"), ("fa", "۱۴۰۴/۸/۳۰", "۱٬۲۳۴٫۵"), ("en", "2025-11-21", "1,234.5")],
)
def test_each_language_s_own_writing_is_read(language, day, depth):
    assert cleaned(language, day=day, depth=depth, phone="۰۹۱۲۳۴۵۶۷۸۹") == {
        "day": date(2025, 11, 21),
        "depth": 1234.5,
        "phone": "+989123456789",
    }


def test_one_mark_before_three_digits_is_read_as_the_reader_means_it():
    assert cleaned("tr", depth="1.234")["depth"] == 1234
    assert cleaned("en", depth="1.234")["depth"] == 1.234
    assert cleaned("fa", depth="۱.۲۳۴")["depth"] == 1.234


def test_empty_fields_are_empty():
    assert cleaned("tr", day="", depth="", phone="") == {"day": None, "depth": None, "phone": ""}


@pytest.mark.parametrize(
    ("language", "day", "depth", "phone"),
    [
        ("tr", "Tarih okunamadı.", "Sayı okunamadı.", "Telefon numarası okunamadı."),
        ("fa", "تاریخ خوانده نشد.", "عدد خوانده نشد.", "شماره تلفن خوانده نشد."),
        ("en", "This is not a date.", "This is not a number.", "This is not a phone number."),
    ],
)
def test_errors_say_what_to_write_in_each_language(language, day, depth, phone):
    errors = cleaned(language, day="yarın", depth="çok", phone="evde")
    assert errors["day"].startswith(day)
    assert errors["depth"].startswith(depth)
    assert errors["phone"].startswith(phone)


def test_bounds_still_hold():
    assert "0" in cleaned("tr", depth="-3")["depth"]
    assert "۰" in cleaned("fa", depth="-۳")["depth"]
    assert "depth" in cleaned("tr", depth="1e999")


@pytest.mark.parametrize(
    ("language", "day", "depth", "calendar"),
    [
        ("tr", "21.11.2025", "1234,5", "gregorian"),
        ("fa", "۱۴۰۴/۰۸/۳۰", "۱۲۳۴٫۵", "jalali"),
        ("en", "2025-11-21", "1234.5", "gregorian"),
    ],
)
def test_a_stored_value_comes_back_as_the_reader_would_type_it(language, day, depth, calendar):
    with override(language):
        form = Sheet(initial={"day": date(2025, 11, 21), "depth": 1234.5, "phone": "+984436222222"})
        page = form.as_p()
    assert f'value="{day}"' in page
    assert f'value="{depth}"' in page
    assert f'data-calendar="{calendar}"' in page
    assert 'value="044 3622 2222"' in page
    assert 'type="number"' not in page


def test_what_was_typed_wrongly_stays_in_the_box():
    with override("tr"):
        assert 'value="yarın"' in Sheet({"day": "yarın"}).as_p()
