"""A small country and city to break, made in a temporary folder."""

from __future__ import annotations

from pathlib import Path

COUNTRY = """\
id = "xx"
kind = "country"
names = { tr = "Ülke", fa = "کشور", en = "Country" }
country = "XX"
accent = "#2f6690"
case_prefix = "XX"
metric_crs = 5257
"""
CITY = """\
id = "xx/town"
kind = "city"
names = { tr = "Kasaba", fa = "شهرک", en = "Town" }
case_prefix = "TW"
centre = [39.48, 40.46]
bbox = [39.40, 40.41, 39.56, 40.51]
"""
UNITS = """\
# The units of the town.
code,parent,kind,names.tr,names.fa,names.en
roads,works,unit,Yol,راه,Roads
"""
FLOW = """\
code = "fix"
names = { tr = "Onarım", fa = "تعمیر", en = "Repair" }
initial = "open"

[[state]]
code = "open"
names = { tr = "Açık", fa = "باز", en = "Open" }

[[state]]
code = "closed"
names = { tr = "Kapalı", fa = "بسته", en = "Closed" }
final = true
outcome = "done"

[[transition]]
code = "close"
from = "open"
to = "closed"
names = { tr = "Kapat", fa = "بستن", en = "Close" }
roles = ["clerk"]
closes = true
"""
SERVICE = """\
code = "bench"
names = { tr = "Bank", fa = "نیمکت", en = "Bench" }
about = { tr = "Kırık bank.", fa = "نیمکت شکسته.", en = "A broken bench." }
kind = "request"
unit = "roads"
workflow = "fix"

[[clock]]
id = "promise"
length = 5
unit = "workday"
owner = "roads"
names = { tr = "Süre", fa = "مهلت", en = "Time" }
source = "our promise"
"""
LAWS = """\
[[law]]
id = "l-1"
act = "1"
names = { tr = "Yasa", fa = "قانون", en = "Act" }
source = "a page"
reviewed_by = ""
"""
FILES = {
    "pack.toml": CITY,
    "units.csv": UNITS,
    "workflows/fix.toml": FLOW,
    "services/bench.toml": SERVICE,
    "laws.toml": LAWS,
}


def town(root: Path) -> Path:
    """A sound city pack ``xx/town`` below its country; returns the city's folder."""
    write(root / "xx" / "pack.toml", COUNTRY)
    for name, text in FILES.items():
        write(root / "xx" / "town" / name, text)
    return root / "xx" / "town"


def write(file: Path, text: str) -> Path:
    """Write a file and the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def change(file: Path, old: str, new: str) -> int:
    """Replace a text that stands in a file and return the line it stood on."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
