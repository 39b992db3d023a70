"""``meydan export csv DATASTREAM FILE``: every value of a datastream."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console

from meydan.base.files.public import harmless, whole_file
from meydan.kernel.observations.engine.moments import from_us
from meydan.kernel.observations.management.commands._files import moment_us
from meydan.kernel.observations.models import Datastream
from meydan.kernel.observations.stores.archive import read_on

LONGEST_LIST = 20
ALL_TIME_US = (-(2**62), 2**62)


class Command(BaseCommand):
    """Write a datastream as CSV, whatever its length, in little memory."""

    help = (
        "Write the values of a datastream as CSV: time in UTC (ISO 8601) and value, its unit in the header."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the datastream, the file and the part."""
        parser.add_argument("datastream", help="its key")
        parser.add_argument("file", type=Path)
        parser.add_argument("--from", dest="start", default="", help="first moment, as in 2012-01-01T00:00")
        parser.add_argument("--until", default="", help="first moment that is left out")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file whole or not at all, and say how many values it holds."""
        file: Path = options["file"]
        stream = self._stream(options["datastream"])
        begin = moment_us(options["start"]) if options["start"] else ALL_TIME_US[0]
        until = moment_us(options["until"]) if options["until"] else ALL_TIME_US[1]
        try:
            count = self._write(stream, file, begin, until, Console(stderr=True, quiet=options["json"]))
        except OSError as fault:
            raise CommandError(
                f"{file} could not be written: {fault.strerror}. Nothing was left behind."
            ) from fault
        told = {"file": str(file), "datastream": stream.key, "unit": stream.unit, "values": count}
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(f"{file}: {count:,} values.")

    def _stream(self, key: str) -> Datastream:
        found = Datastream.objects.filter(key=key).first()
        if found is not None:
            return found
        keys = list(Datastream.objects.order_by("key").values_list("key", flat=True)[: LONGEST_LIST + 1])
        known = ", ".join(keys[:LONGEST_LIST]) + (" …" if len(keys) > LONGEST_LIST else "")
        raise CommandError(f"There is no datastream {key}. Datastreams: {known or 'none yet'}.")

    def _write(self, stream: Datastream, file: Path, begin: int, until: int, console: Console) -> int:
        count = 0
        with console.status(f"Writing {file.name}") as status, whole_file(file) as out:
            unit = f" [{harmless(stream.unit)}]" if stream.unit else ""
            out.write(f"time,value{unit}\n".encode())
            for at_us, values in read_on(stream.pk, begin, until):
                rows = zip(at_us.tolist(), values.tolist(), strict=True)
                out.write("".join(f"{from_us(at).isoformat()},{value!r}\n" for at, value in rows).encode())
                count += at_us.size
                status.update(f"Writing {file.name}: {count:,} values")
        return count
