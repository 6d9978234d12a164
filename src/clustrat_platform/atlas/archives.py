"""Several files as one ZIP, with equal bytes for equal files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

__all__ = ["packed"]

#: Every file of an archive of ours has this time, so that equal contents have equal bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)
#: Files that are compressed already.
STORED = (".parquet", ".png")


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Files, by name and content, as a ZIP in their order.

    >>> packed([("a.txt", b"a")]) == packed([("a.txt", b"a")])
    True
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            kind = zipfile.ZIP_STORED if name.endswith(STORED) else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, date_time=NO_TIME), data, kind)
    return out.getvalue()
