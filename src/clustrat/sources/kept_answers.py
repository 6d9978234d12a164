"""Answers kept on the disk: the part that has come, the whole body with its hash, and what the host said of it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from clustrat.errors import NetworkError

__all__ = ["Answer", "Place", "Progress"]

MAX_REFUSAL_BYTES = 1024**2

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a host answered: its status, headers and the file that holds the body."""

    url: str
    status: int
    headers: Mapping[str, str]
    path: Path
    n_bytes: int
    sha256: str
    from_cache: bool

    def body(self) -> bytes:
        """The whole body."""
        return self.path.read_bytes()


class Place:
    """The files of one address: the part that has come, the whole body, and what the host said of it."""

    def __init__(self, folder: Path, url: str) -> None:
        name = hashlib.sha256(url.encode()).hexdigest()[:24]
        self.url = url
        self.body = folder / f"{name}.body"
        self.part = folder / f"{name}.part"
        self.said = folder / f"{name}.json"
        self.part_said = folder / f"{name}.part.json"
        self.refusal = folder / f"{name}.refused"
        folder.mkdir(parents=True, exist_ok=True)

    def kept(self) -> Answer | None:
        """The former answer, if it is whole."""
        try:
            record = json.loads(self.said.read_text(encoding="utf-8"))
            sha256, headers = str(record["sha256"]), dict(record["headers"])
            data = self.body.read_bytes()
        except (OSError, ValueError, LookupError, TypeError):
            return None
        if hashlib.sha256(data).hexdigest() != sha256:
            return None
        return Answer(
            url=self.url,
            status=200,
            headers=headers,
            path=self.body,
            n_bytes=len(data),
            sha256=sha256,
            from_cache=True,
        )

    def partial_bytes(self) -> int:
        """How much of an interrupted download is there."""
        return self.part.stat().st_size if self.part.exists() else 0

    def validator(self) -> str:
        """By what the host can tell whether the interrupted download is still of the same body."""
        try:
            headers = json.loads(self.part_said.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""
        if not isinstance(headers, dict) or "content-encoding" in headers:
            return ""
        etag = str(headers.get("etag", ""))
        return etag if etag and not etag.startswith("W/") else str(headers.get("last-modified", ""))

    def begin(self, headers: Mapping[str, str], *, append: bool) -> None:
        """Note what the host says; start anew unless the host goes on where it stopped."""
        self.part_said.write_text(json.dumps({k.lower(): v for k, v in headers.items()}), encoding="utf-8")
        if not append:
            self.part.unlink(missing_ok=True)

    def write(
        self, chunks: Iterable[bytes], *, start: int, whole: int | None, max_bytes: int, progress: Progress | None
    ) -> int:
        """Write what comes, counting it; more than allowed is refused."""
        n_bytes = start
        try:
            with self.part.open("ab") as file:
                for chunk in chunks:
                    n_bytes += len(chunk)
                    if n_bytes > max_bytes:
                        raise NetworkError(
                            f"The answer is larger than {max_bytes:,} bytes. Ask for less with --filter."
                        )
                    file.write(chunk)
                    if progress is not None:
                        progress(n_bytes, whole)
                file.flush()
                os.fsync(file.fileno())
        except NetworkError:
            self.part.unlink(missing_ok=True)
            raise
        return n_bytes

    def refused(self, chunks: Iterable[bytes], status: int, headers: Mapping[str, str]) -> Answer:
        """Write what a refusal says apart from the body, so that no later request goes on from it."""
        data = b""
        for chunk in chunks:
            data += chunk
            if len(data) > MAX_REFUSAL_BYTES:
                break
        self.refusal.write_bytes(data)
        return Answer(
            url=self.url,
            status=status,
            headers=dict(headers),
            path=self.refusal,
            n_bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            from_cache=False,
        )

    def drop_part(self) -> None:
        """Forget an interrupted download."""
        for path in (self.part, self.part_said):
            path.unlink(missing_ok=True)

    def forget(self) -> None:
        """Forget the whole body too."""
        self.drop_part()
        for path in (self.said, self.body):
            path.unlink(missing_ok=True)

    def finish(self, headers: Mapping[str, str]) -> Answer:
        """Move the whole body into place, and note what the host said of it."""
        data = self.part.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        self.said.unlink(missing_ok=True)
        self.part.replace(self.body)
        self.part_said.unlink(missing_ok=True)
        record = {"url": self.url, "headers": {k.lower(): v for k, v in headers.items()}, "sha256": sha256}
        self.said.write_text(json.dumps(record), encoding="utf-8")
        return Answer(
            url=self.url,
            status=200,
            headers=dict(headers),
            path=self.body,
            n_bytes=len(data),
            sha256=sha256,
            from_cache=False,
        )
