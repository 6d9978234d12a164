"""A shelf on disk for what was rendered, by the hash of everything that decides it: a restart begins where the last process ended."""

from __future__ import annotations

import os
import secrets
import zlib
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

__all__ = ["Shelf", "code_stamp"]

#: What decides an answer besides figures and question: programs, templates, words, code lists.
OF_CODE = (".py", ".html", ".mo", ".csv", ".json", ".css")
ROUGHLY_EVERY = 64


@lru_cache(maxsize=1)
def code_stamp() -> str:
    """Changes with every file of the program: an answer of an older program is never shown by a newer one."""
    found = sha256()
    for package in ("clustrat", "clustrat_platform"):
        root = Path(str(files(package)))
        for path in sorted(it for it in root.rglob("*") if it.suffix in OF_CODE):
            stat = path.stat()
            found.update(f"{path.relative_to(root)}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return found.hexdigest()[:16]


class Shelf:
    """Bytes by key in a folder, compressed; the oldest are dropped when they take more room than allowed.

    A file appears under its name in one step, so a reader never sees half of one; a fault of the disk is as if nothing were kept.

    Examples
    --------
    >>> import tempfile
    >>> shelf = Shelf(Path(tempfile.mkdtemp()), max_bytes=1_000_000)
    >>> shelf.put("ab" * 32, b"page")
    >>> shelf.get("ab" * 32), shelf.get("cd" * 32)
    (b'page', None)
    """

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._n_put = 0

    def get(self, key: str) -> bytes | None:
        """What is kept under a key of hexadecimal digits; nothing where the file is not whole."""
        path = self._path(key)
        with suppress(OSError, zlib.error):
            found = zlib.decompress(path.read_bytes())
            os.utime(path)
            return found
        return None

    def put(self, key: str, value: bytes) -> None:
        """Keep bytes under a key."""
        path = self._path(key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
            temporary.write_bytes(zlib.compress(value, level=3))
            temporary.replace(path)
            self._n_put += 1
            if self._n_put % ROUGHLY_EVERY == 0:
                self.tidy()

    def tidy(self) -> int:
        """Drop what was read longest ago until the rest takes at most the room allowed; returns how many files went."""
        found = []
        for path in self.folder.glob("??/*"):
            with suppress(OSError):
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
        room = sum(size for _at, size, _path in found)
        gone = 0
        for _at, size, path in sorted(found):
            if room <= self.max_bytes:
                break
            with suppress(OSError):
                path.unlink()
                room -= size
                gone += 1
        return gone

    def _path(self, key: str) -> Path:
        if not key.isalnum():
            raise ValueError(f"A key is made of letters and digits, not '{key[:20]}'.")
        return self.folder / key[:2] / key[2:]
