"""
The press itself: reads one job as JSON from stdin, writes the file to stdout, says a fault on stderr.

Runs as a program of its own (``python -I child.py``), so that a template or a text that asks for too much takes this
process down and nothing else. It sees one folder that is made for the job and goes with it.
"""

import json
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any

SECONDS = 10
MEMORY_BYTES = 768 * 1024 * 1024
ARCHIVAL: Any = ["a-2a", "ua-1"]


def main() -> int:
    """Set one paper."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    job = json.load(sys.stdin)
    with tempfile.TemporaryDirectory(prefix="meydan-press-") as folder:
        for name, text in job["files"].items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        return _set(job, folder)


def _set(job: dict[str, Any], folder: str) -> int:
    import typst  # after the limits, so that they hold for it

    try:
        made: Any = typst.compile(
            str(Path(folder) / job["main"]),
            root=folder,
            font_paths=[job["fonts"]],
            ignore_system_fonts=True,
            package_path=folder,
            package_cache_path=folder,
            sys_inputs=job["inputs"],
            format=job["format"],
            ppi=job["ppi"],
            timestamp=job["timestamp"],
            pdf_standards=ARCHIVAL if job["format"] == "pdf" and job["archival"] else [],
        )
    except typst.TypstError as fault:
        sys.stderr.write(str(fault)[:2000])
        return 3
    sys.stdout.buffer.write(made[0] if isinstance(made, list) else made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
