"""What cannot be stored, and why."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from meydan.kernel.observations.engine.batch import Batch, Ints
from meydan.kernel.observations.engine.moments import FIRST_KEPT_US, LAST_KEPT_US, SECOND_US, to_us
from meydan.kernel.observations.models import QuarantinedRow
from meydan.kernel.observations.stores.states import StreamState

# Refused rows kept from one batch; the report counts all of them.
KEPT_REFUSALS = 10_000
REASONS = QuarantinedRow.Reason


def reasons_against(batch: Batch, states: dict[int, StreamState], now: datetime) -> np.ndarray:
    """For each row why it cannot be stored (a ``QuarantinedRow.Reason``), or an empty text."""
    ids, which = np.unique(batch.datastream_id, return_inverse=True)
    own = [states[int(pk)] for pk in ids]
    low = np.array([-np.inf if s.minimum is None else s.minimum for s in own])
    high = np.array([np.inf if s.maximum is None else s.maximum for s in own])
    now_us, endless = to_us(now), np.iinfo(np.int64).max
    ahead = np.array([endless if s.ahead_s is None else now_us + s.ahead_s * SECOND_US for s in own])
    with np.errstate(invalid="ignore"):
        outside = (batch.value < low[which]) | (batch.value > high[which])
    odd, future = ~np.isfinite(batch.value), batch.at_us > ahead[which]
    never = (batch.at_us < FIRST_KEPT_US) | (batch.at_us > LAST_KEPT_US)
    if not (odd.any() or outside.any() or future.any() or never.any()):
        return np.full(len(batch), "", dtype="<U20")
    return np.select(
        [never, odd, outside, future],
        [
            str(REASONS.TIME_IMPOSSIBLE), str(REASONS.NOT_A_NUMBER), str(REASONS.OUT_OF_RANGE),
            str(REASONS.IN_THE_FUTURE),
        ],
        default="",
    )  # fmt: skip


def quarantine(batch: Batch, reasons: np.ndarray, refused: Ints, now: datetime, source: str) -> None:
    """Keep refused rows with their reason, so that they can be offered again."""
    QuarantinedRow.objects.bulk_create(
        [
            QuarantinedRow(
                datastream_id=int(batch.datastream_id[row]),
                at_us=int(batch.at_us[row]),
                seq=int(batch.seq[row]),
                value=repr(float(batch.value[row])),
                reason=str(reasons[row]),
                source=source[:200],
                received_at=now,
            )
            for row in refused[:KEPT_REFUSALS]
        ],
        batch_size=1000,
    )
