"""The purposes for which this room seals; texts sealed under another could not be read, so they never change."""

SEALED = b"meydan warnings: contacts of lists"
RECOGNISED = b"meydan warnings: addresses recognised"
