"""What is done when an alert of some kind opens, read from a pack and checked before anyone works by it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

TASK, CASE = "task", "case"
REQUIREMENTS = ("evidence", "note")
CLOSINGS = ("tasks", "alert", "person")


class PlaybookFault(Exception):
    """A playbook document cannot be worked by; the message names the document and the fault."""


@dataclass(frozen=True)
class Task:
    """One thing to do: a tick with a clock of its own, or a case that a service opens."""

    key: str
    names: Mapping[str, str]
    unit: str
    kind: str = TASK
    post: str = ""
    service: str = ""
    offset_min: int = 0
    due_min: int = 0
    require: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """Somebody is told: a unit, its managers, the holder of a post, a list, or what a room above makes of it."""

    key: str
    kind: str
    target: str
    names: Mapping[str, str] = field(default_factory=dict)
    offset_min: int = 0


@dataclass(frozen=True)
class Playbook:
    """A checked playbook."""

    code: str
    names: Mapping[str, str]
    about: Mapping[str, str]
    rules: tuple[str, ...]
    severities: tuple[str, ...]
    properties: tuple[str, ...]
    tasks: tuple[Task, ...]
    notices: tuple[Notice, ...]
    lists: Mapping[str, tuple[str, ...]]
    close_when: str
    close_after_min: int
    source: str = ""
    is_reviewed: bool = False

    def answers(self, *, rule: str, severity: str, observed: str) -> bool:
        """
        Whether an alert starts it: one of its rules, or its severities and properties together.

        :param observed: the code of the observed property
        """
        if self.rules:
            return rule in self.rules
        if not self.severities and not self.properties:
            return False
        fits = not self.severities or severity in self.severities
        return fits and (not self.properties or observed in self.properties)


def ready(tasks: Collection[Task], done: Collection[str], known: Collection[str]) -> list[Task]:
    """Return the tasks that may begin: not begun (``known``), and everything they come after is done."""
    return [task for task in tasks if task.key not in known and set(task.after) <= set(done)]


def read_playbook(document: Mapping[str, Any], *, name: str) -> Playbook:
    """
    Read and check a playbook document.

    :raises PlaybookFault: naming the first fault found
    """
    trigger, close = document.get("trigger", {}), document.get("close", {})
    playbook = Playbook(
        code=str(document.get("code", name)),
        names=dict(document.get("names", {})),
        about=dict(document.get("about", {})),
        rules=tuple(trigger.get("rules", ())),
        severities=tuple(trigger.get("severities", ())),
        properties=tuple(trigger.get("properties", ())),
        tasks=tuple(_task(row) for row in document.get("task", [])),
        notices=tuple(_notice(row) for row in document.get("notice", [])),
        lists={str(row.get("id")): tuple(row.get("members", ())) for row in document.get("list", [])},
        close_when=str(close.get("when", "tasks")),
        close_after_min=int(close.get("minutes", 0)),
        source=str(document.get("source", "")),
        is_reviewed=bool(document.get("reviewed", False)),
    )
    for fault in faults_of(playbook):
        raise PlaybookFault(f"playbook {name}: {fault}")
    return playbook


def _task(row: Mapping[str, Any]) -> Task:
    return Task(
        key=str(row.get("id", "")),
        names=dict(row.get("names", {})),
        unit=str(row.get("unit", "")),
        kind=CASE if row.get("service") else TASK,
        post=str(row.get("post", "")),
        service=str(row.get("service", "")),
        offset_min=int(row.get("offset_min", 0)),
        due_min=int(row.get("due_min", 0)),
        require=tuple(row.get("require", ())),
        after=tuple(row.get("after", ())),
    )


def _notice(row: Mapping[str, Any]) -> Notice:
    return Notice(
        key=str(row.get("id", "")),
        kind=str(row.get("kind", "")),
        target=str(row.get("target", "")),
        names=dict(row.get("names", {})),
        offset_min=int(row.get("offset_min", 0)),
    )


def faults_of(playbook: Playbook) -> list[str]:
    """Return what is wrong with a playbook, in words; nothing when it can be worked by."""
    faults: list[str] = []
    if not (playbook.rules or playbook.severities or playbook.properties):
        faults.append("nothing starts it: name rules, severities or properties")
    if not playbook.tasks:
        faults.append("it has no tasks")
    if playbook.close_when not in CLOSINGS:
        faults.append(f"close when {playbook.close_when!r} is none of {', '.join(CLOSINGS)}")
    keys = [task.key for task in playbook.tasks]
    if len(set(keys)) != len(keys) or "" in keys:
        faults.append("a task has no id of its own")
    faults += [fault for task in playbook.tasks for fault in _task_faults(task, keys)]
    noticed = [notice.key for notice in playbook.notices]
    if len(set(noticed)) != len(noticed) or "" in noticed:
        faults.append("a notice has no id of its own")
    faults += [
        f"notice {notice.key}: no list {notice.target!r}"
        for notice in playbook.notices
        if notice.kind == "list" and notice.target not in playbook.lists
    ]
    return faults or _order_faults(playbook)


def _task_faults(task: Task, keys: Collection[str]) -> list[str]:
    at = f"task {task.key}"
    faults = [f"{at}: it comes after {key!r}, which is no task" for key in task.after if key not in keys]
    faults += [f"{at}: cannot require {item!r}" for item in task.require if item not in REQUIREMENTS]
    if not task.names:
        faults.append(f"{at}: no names")
    if not task.unit:
        faults.append(f"{at}: no unit owns it")
    if task.offset_min < 0 or task.due_min < 0:
        faults.append(f"{at}: minutes count forward")
    return faults


def _order_faults(playbook: Playbook) -> list[str]:
    """Every task can begin at some time: the order has no circle."""
    done: set[str] = set()
    while True:
        fresh = {task.key for task in ready(playbook.tasks, done, done)}
        if not fresh:
            break
        done |= fresh
    stuck = [task.key for task in playbook.tasks if task.key not in done]
    return [f"tasks wait for each other: {', '.join(stuck)}"] if stuck else []
