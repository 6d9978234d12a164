"""The process that reads a file for the directory: with limits on memory and time, no network, no files; it answers in JSON.

Run as ``python -m clustrat_platform.actors.import_child`` with the bytes on standard input, and ``cordis`` as argument where the file is a ZIP of CORDIS.
"""

from __future__ import annotations

import json
import sys

from clustrat.errors import SourceError
from clustrat.sources.spreadsheet import MOST, read_sheet, unpacked_members

__all__ = ["MEMORY", "SECONDS", "main"]

#: Bytes and seconds that reading may take (trust.v1).
MEMORY, SECONDS = 1_500_000_000, 60


def main() -> int:
    """Read standard input, answer on standard output."""
    _limit()
    content = sys.stdin.buffer.read(MOST["bytes"] + 1)
    name = "The file"
    try:
        if sys.argv[1:] == ["cordis"] and content[:4] == b"PK\x03\x04":
            members = dict(unpacked_members(content, name=name, ending="organization.csv"))
            if not members:
                raise SourceError(
                    "The ZIP holds no organization.csv. Give the ZIP of a programme as CORDIS publishes it."
                )
            content = next(iter(members.values()))
        sheet = (
            read_sheet(content, name=name)
            if sys.argv[1:] != ["cordis"]
            else read_sheet(content, name=name, delimiter="")
        )
        answer: dict[str, object] = {
            "columns": sheet.columns,
            "rows": sheet.rows,
            "encoding": sheet.encoding,
            "n_above": sheet.n_above,
        }
    except SourceError as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "The file needs more memory than one import may have. Split it."}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on this system: the parent's limit of time stands alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing is written to files; standard output is a pipe.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
