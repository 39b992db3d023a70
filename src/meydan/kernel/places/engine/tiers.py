"""Which features stay when a tile or a list is crowded."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

TOP_TIER = 12
SMALLEST_DEG = 0.001  # about 100 m: from here on each doubling of size lifts a feature one tier


def ranks_and_tiers(
    keys: Sequence[str], size_deg: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Return a rank and a tier for each feature.

    The rank is a hash of the key, so a cut by rank thins a crowd evenly instead of leaving square
    holes where the index ended. A quarter of the features reaches each next tier by hash; large
    features reach it by size.

    :param size_deg: diagonal of each feature's box in degrees
    """
    rank = np.fromiter((crc32(key.encode()) >> 1 for key in keys), np.int64, len(keys))
    by_hash = np.zeros(len(keys), np.int64)
    for tier in range(1, TOP_TIER + 1):
        by_hash += (rank & ((1 << 2 * tier) - 1)) == 0
    with np.errstate(divide="ignore"):
        by_size = np.floor(np.log2(size_deg / SMALLEST_DEG)) + 1
    return rank, np.maximum(by_hash, np.clip(by_size, 0, TOP_TIER).astype(np.int64))
