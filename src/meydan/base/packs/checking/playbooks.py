"""Checks playbooks: something starts each, every task can begin and has an owner, everyone told is there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from meydan.base.packs.checking.book import Book
from meydan.base.packs.checking.flows import line_of

CLOSINGS = ("tasks", "alert", "person")
REQUIREMENTS = ("evidence", "note")
SEVERITIES = ("info", "watch", "bad")


def check_playbooks(book: Book) -> None:
    """Every playbook the pack itself has a file for, as inherited."""
    inherited = book.pack.documents("playbooks")
    for file, own in book.documents("playbooks").items():
        whole = inherited.get(file.stem, own)
        if not whole.get("withdrawn"):
            _check_playbook(book, file, own, whole)


def _check_playbook(book: Book, file: Path, own: dict[str, Any], whole: dict[str, Any]) -> None:
    if whole.get("code") != file.stem:
        book.fault(
            file, book.at(file, "code"), "The code is not the file's name.", f'Write code = "{file.stem}".'
        )
    for key in ("names", "source"):
        if not whole.get(key):
            book.fault(file, 1, f"The playbook has no {key}.", f"Add {key}.")
    _check_trigger(book, file, whole.get("trigger", {}))
    when = whole.get("close", {}).get("when", "tasks")
    if when not in CLOSINGS:
        line = book.at(file, "close", "when")
        book.fault(file, line, f"when {when!r} is not known.", f"Use one of: {', '.join(CLOSINGS)}.")
    for kind in ("task", "notice", "list"):
        _check_ids(book, file, own, kind)
    keys = {str(task.get("id")) for task in whole.get("task", [])}
    if not keys:
        book.fault(file, 1, "The playbook has no tasks.", "Add a [[task]].")
    for task in whole.get("task", []):
        _check_task(book, file, own, task, keys)
    _check_order(book, file, own, whole.get("task", []))
    lists = {str(item.get("id")) for item in whole.get("list", [])}
    for notice in whole.get("notice", []):
        _check_notice(book, file, own, notice, lists)


def _check_trigger(book: Book, file: Path, trigger: dict[str, Any]) -> None:
    line = book.at(file, "trigger")
    if not any(trigger.get(key) for key in ("rules", "severities", "properties")):
        book.fault(file, line, "Nothing starts it.", "Name rules, severities or properties under [trigger].")
    for code in trigger.get("rules", []):
        book.refer(file, book.at(file, "trigger", "rules"), "rule", str(code), book.codes("rules"))
    for code in trigger.get("properties", []):
        line = book.at(file, "trigger", "properties")
        book.refer(file, line, "observed property", str(code), book.codes("observed_properties"))
    for word in trigger.get("severities", []):
        if word not in SEVERITIES:
            line = book.at(file, "trigger", "severities")
            book.fault(file, line, f"severity {word!r} is not known.", f"Use: {', '.join(SEVERITIES)}.")


def _check_ids(book: Book, file: Path, own: dict[str, Any], kind: str) -> None:
    counts = Counter(item.get("id") for item in own.get(kind, []))
    for number, item in enumerate(own.get(kind, [])):
        if not item.get("id") or counts[item["id"]] > 1:
            line = book.at(file, kind, number)
            problem = f"The {kind} {item.get('id')!r} has no id of its own."
            book.fault(file, line, problem, "Give each an id that no other has.")


def _check_task(book: Book, file: Path, own: dict[str, Any], task: dict[str, Any], keys: set[str]) -> None:
    code = str(task.get("id"))

    def line(key: str = "") -> int:
        return line_of(book, file, own, "task", code, key, by="id")

    if not task.get("names"):
        book.fault(file, line(), f"The task {code!r} has no names.", "Add names in every language.")
    book.refer(file, line("unit"), "unit", str(task.get("unit", "")), book.units)
    if task.get("service"):
        book.refer(file, line("service"), "service", str(task["service"]), book.services)
    if task.get("post"):
        book.refer(file, line("post"), "post", str(task["post"]), book.codes("posts"))
    for key, known in (("require", REQUIREMENTS), ("after", tuple(sorted(keys)))):
        for word in task.get(key, []):
            if word not in known:
                problem = f"The task {code!r} has the unknown {key} {word!r}."
                book.fault(file, line(key), problem, f"Use: {', '.join(known)}.")
    for key in ("offset_min", "due_min"):
        if not isinstance(task.get(key, 0), int) or task.get(key, 0) < 0:
            problem = f"{key} of the task {code!r} is no number of minutes."
            book.fault(file, line(key), problem, "Write a whole number from 0 up.")


def _check_order(book: Book, file: Path, own: dict[str, Any], tasks: list[dict[str, Any]]) -> None:
    """Every task can begin: those that wait for each other in a circle never do."""
    after = {str(task.get("id")): set(map(str, task.get("after", []))) for task in tasks}
    begun: set[str] = set()
    while fresh := {code for code, before in after.items() if code not in begun and before <= begun}:
        begun |= fresh
    for code in sorted(set(after) - begun):
        if after[code] <= set(after):
            line = line_of(book, file, own, "task", code, "after", by="id")
            problem = f"The task {code!r} waits for tasks that wait for it."
            book.fault(file, line, problem, "Take one of them out of after.")


def _check_notice(
    book: Book, file: Path, own: dict[str, Any], notice: dict[str, Any], lists: set[str]
) -> None:
    code, kind, target = (str(notice.get(key, "")) for key in ("id", "kind", "target"))
    line = line_of(book, file, own, "notice", code, "target", by="id")
    if not kind:
        book.fault(
            file, line, f"The notice {code!r} has no kind.", "Use unit, managers, post, list or another."
        )
    if not notice.get("names"):
        book.fault(file, line, f"The notice {code!r} says nothing.", "Add names in every language.")
    known = {
        "unit": ("unit", book.units),
        "managers": ("unit", book.units),
        "post": ("post", book.codes("posts")),
        "list": ("list", lists),
    }
    if kind in known:
        what, codes = known[kind]
        book.refer(file, line, what, target, codes)
