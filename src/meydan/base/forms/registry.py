"""What rooms bring to forms: who takes the answers, registers to take facts from, payments and appointments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from meydan.base.files.public import PreparedFile
from meydan.base.people.public import Account

Names = Mapping[str, str]


class PurposeUnknown(LookupError):
    """No room takes answers for this purpose."""


class AlreadyRegistered(Exception):
    """Two rooms claim the same kind of purpose, register, payments or appointments."""


# --- who takes the answers -------------------------------------------------------------------
@dataclass(frozen=True)
class Submission:
    """
    A form that was sent.

    ``answers`` are those that count, ``proofs`` what registers said of them, ``files`` the files by digest with the
    field they belong to. ``key`` is the same however often one form is sent.
    """

    key: str
    purpose: str
    form: str
    version_id: int
    answers: Mapping[str, Any]
    proofs: Mapping[str, Any]
    files: Sequence[tuple[str, str, PreparedFile, str]]
    channel: str
    language: str
    officer: Account | None


@dataclass(frozen=True)
class Outcome:
    """What came of it: a reference, the code the citizen keeps, and the page that says what happens next."""

    ref: str
    code: str
    href: str


@dataclass(frozen=True)
class Purpose:
    """
    What a kind of form is for.

    ``take`` is called in the transaction of the sending: all of it happens, or none. ``title`` and ``back`` are
    shown above the form; ``form`` names the form by what it is about; ``fee`` is what it costs, in the stored unit.
    ``remember`` lets the browser that sent the form open what came of it (by its code) as its own, and returns the key
    by which another device does, if there is one.
    ``has_own_end``: after sending, the page of the outcome says what happens next, not the page of this room.
    """

    take: Callable[[Submission, datetime], Outcome]
    title: Callable[[str], Names]
    back: Callable[[str], str]
    form: Callable[[str], str]
    may_assist: Callable[[Any], bool]
    fee: Callable[[str], Decimal] = lambda about: Decimal(0)
    remember: Callable[[Any, str], str] = lambda request, code: ""
    has_own_end: bool = False


_purposes: dict[str, Purpose] = {}


def register_purpose(kind: str, purpose: Purpose) -> None:
    """
    Say who takes the answers for purposes such as ``kind:about``; called from ``apps.ready()``.

    :raises AlreadyRegistered: if another room has the kind
    """
    if _purposes.setdefault(kind, purpose) is not purpose:
        raise AlreadyRegistered(kind)


def purpose_of(words: str) -> tuple[Purpose, str]:
    """
    Return who takes the answers, and about what.

    :raises PurposeUnknown: if no room does
    """
    kind, _, about = words.partition(":")
    if kind not in _purposes:
        raise PurposeUnknown(words)
    return _purposes[kind], about


def forget_purpose(kind: str) -> None:
    """Take a kind out again (for tests)."""
    _purposes.pop(kind, None)


# --- registers -------------------------------------------------------------------------------
class RegisterSilent(Exception):
    """The register is off, down, slow or answered nonsense: the form goes on without it."""


class NotInRegister(Exception):
    """The register answered, and knows nothing by this key."""


@dataclass(frozen=True)
class Source:
    """
    A register that facts may be taken from.

    ``ask`` gets the key (an identity number, a parcel) and returns facts by the code of the form's field, as they
    are kept; it raises ``RegisterSilent`` or ``NotInRegister``. It answers within seconds or not at all.
    """

    code: str
    names: Names
    ask: Callable[[Any], Mapping[str, Any]]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """
    Make a register known; called from ``apps.ready()``.

    :raises AlreadyRegistered: if another one has the code
    """
    if _sources.setdefault(source.code, source) is not source:
        raise AlreadyRegistered(source.code)


def source_of(code: str) -> Source | None:
    """The register of a code, or nothing when this home is connected to none."""
    return _sources.get(code)


def forget_source(code: str) -> None:
    """Take a register out again (for tests)."""
    _sources.pop(code, None)


@dataclass(frozen=True)
class Proof:
    """Where an answer comes from: ``state`` is proven, changed (by the applicant), absent or silent."""

    state: str
    source: str
    law: str = ""
    on: date | None = None
    value: Any = None
    names: Names = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As it is kept beside the answers."""
        on = self.on.isoformat() if self.on else ""
        return {
            "state": self.state, "source": self.source, "law": self.law, "on": on, "value": self.value,
            "names": dict(self.names),
        }  # fmt: skip


# --- payments --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Owed:
    """What a form asks for: the amount in the stored unit, and the page of this home to come back to."""

    key: str
    draft: str
    amount: Decimal
    names: Names
    back: str
    language: str


@dataclass(frozen=True)
class Payments:
    """
    Who takes payments. None of it waits for a payment system: a form goes on whatever that does.

    ``is_open`` says whether paying online works here. ``begin`` writes down what is owed and returns the page on
    which it is paid. ``state`` says of a key and amount: ``paid``, ``waiting`` (begun, not proven), ``differs``
    (another amount came), ``refunded`` or ``unpaid``. ``drop`` lets go of what a forgotten form still owed.
    """

    is_open: Callable[[], bool]
    begin: Callable[[Owed, datetime], str]
    state: Callable[[str, Decimal], str]
    drop: Callable[[str, datetime], None]


_payments: list[Payments] = []


def register_payments(payments: Payments) -> None:
    """
    Say who takes payments; called from ``apps.ready()``. Without it a form says that paying follows at the cash desk.

    :raises AlreadyRegistered: if another room does already
    """
    if _payments and _payments[0] is not payments:
        raise AlreadyRegistered("payments")
    _payments[:] = [payments]


def payments() -> Payments | None:
    """Who takes payments, if anybody."""
    return _payments[0] if _payments else None


def forget_payments() -> None:
    """Take it out again (for tests)."""
    _payments.clear()


# --- appointments ----------------------------------------------------------------------------
class TimeLost(Exception):
    """The time is no longer to be had; ``said`` tells the citizen why, and what to do."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True)
class TimeAsked:
    """For whom a time is held (one name, one place), for which service, and whether an officer books it."""

    holder: str
    service: str
    by_staff: bool
    language: str


@dataclass(frozen=True)
class Attendee:
    """Who comes; each is empty where the form does not ask it."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Appointments:
    """
    Who gives appointments. An answer is the mark of a time, which a form keeps and does not read.

    ``offer`` returns what ``template`` draws: given what the reader looks at (the query of the address) and the mark
    that was chosen. ``hold`` keeps the place for a while, again and again; ``confirm`` makes it an appointment of
    what the form opened, in the transaction of the sending; both raise ``TimeLost``. ``drop`` lets go of what holders
    whose name begins so hold. ``words`` tells a mark, ``booked`` what they have booked.
    """

    template: str
    offer: Callable[[TimeAsked, Mapping[str, str], str, datetime], Any]
    hold: Callable[[TimeAsked, str, datetime], None]
    confirm: Callable[[TimeAsked, Attendee, Outcome, datetime], None]
    drop: Callable[[str], None]
    words: Callable[[str], str]
    booked: Callable[[str], str]


_appointments: list[Appointments] = []


def register_appointments(appointments: Appointments) -> None:
    """
    Say who gives appointments; called from ``apps.ready()``.

    :raises AlreadyRegistered: if another room does already
    """
    if _appointments and _appointments[0] is not appointments:
        raise AlreadyRegistered("appointments")
    _appointments[:] = [appointments]


def appointments() -> Appointments | None:
    """Who gives appointments, if anybody."""
    return _appointments[0] if _appointments else None
