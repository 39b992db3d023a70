"""The door of this room."""

from meydan.base.files.intake import FileRefused, PreparedFile, Upload, prepare_evidence, prepare_photo
from meydan.base.files.serving import inert, inert_file
from meydan.base.files.sheets import FORMULA_MARKS, csv_bytes, harmless
from meydan.base.files.whole import OWNER_ALONE, whole_file, write_whole

__all__ = [
    "FORMULA_MARKS",
    "OWNER_ALONE",
    "FileRefused",
    "PreparedFile",
    "Upload",
    "csv_bytes",
    "harmless",
    "inert",
    "inert_file",
    "prepare_evidence",
    "prepare_photo",
    "whole_file",
    "write_whole",
]
