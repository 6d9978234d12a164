"""The one door to the network: listed hosts only, honest name, patience with limits, resume, checksum, cache."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_base, wait_exponential

from clustrat.errors import NetworkError, ParameterError, StorageError

__all__ = ["HOSTS", "Answer", "Door"]

#: Hosts that may be asked, and nothing else; every one is public and serves open statistics.
HOSTS = frozenset({"ec.europa.eu", "gisco-services.ec.europa.eu"})
N_ATTEMPTS = 5
N_REDIRECTS = 5
LONGEST_WAIT_S = 60.0
TIMEOUT_S = 60.0
MAX_BYTES = 1024**3
CHUNK = 1 << 16
RETRYABLE = frozenset({429, 500, 502, 503, 504})

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


class _RepeatError(Exception):
    """An attempt that may be repeated, with the wait that the host asks for."""

    def __init__(self, sentence: str, wait_s: float | None = None) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s


class _AsAsked(wait_base):
    """Wait as long as the host asks (``Retry-After``), else exponentially, at most a minute."""

    def __init__(self) -> None:
        self.usual = wait_exponential(multiplier=1, max=LONGEST_WAIT_S)

    def __call__(self, retry_state: RetryCallState) -> float:
        failure = retry_state.outcome.exception() if retry_state.outcome else None
        asked = failure.wait_s if isinstance(failure, _RepeatError) else None
        return min(asked, LONGEST_WAIT_S) if asked is not None else self.usual(retry_state)


class Door:
    """A client for a folder of cached answers; use it as a context manager.

    Parameters
    ----------
    folder
        Where bodies and their headers are kept.
    transport
        For tests: what answers instead of the network.
    sleep
        For tests: what waits.
    resolve
        For tests: what finds the addresses of a host.
    """

    def __init__(
        self,
        folder: Path,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Callable[[str], list[str]] | None = None,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        from clustrat import __version__

        self._folder = folder
        self._sleep = sleep
        self._resolve = resolve or _addresses
        self._max_bytes = max_bytes
        self._client = httpx.Client(
            headers={"User-Agent": f"clustrat/{__version__} (open-source regional statistics)"},
            timeout=TIMEOUT_S,
            follow_redirects=False,
            transport=transport,
        )

    def __enter__(self) -> Door:
        """Open the door."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._client.close()

    def get(self, url: str, *, progress: Progress | None = None, use_cache: bool = True) -> Answer:
        """Fetch an address, resuming and repeating where that is safe.

        Parameters
        ----------
        url
            An https address on a listed host.
        progress
            Called with bytes so far and bytes in all, ``None`` where the host does not say.
        use_cache
            Ask whether a kept answer is still good (ETag, Last-Modified) instead of fetching it again.

        Returns
        -------
        Answer
            Also for an answer of 400 to 499 but 429: its body says what was wrong, and the caller knows the service.

        Raises
        ------
        ParameterError
            The address is not https or not on a listed host.
        NetworkError
            The host could not be reached, timed out, kept failing, cut the body off, or led elsewhere.
        StorageError
            The disk is full.
        """
        self._check(url)
        retrying = Retrying(
            stop=stop_after_attempt(N_ATTEMPTS),
            wait=_AsAsked(),
            retry=retry_if_exception_type(_RepeatError),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, url, progress, use_cache)
        except _RepeatError as failure:
            raise NetworkError(
                f"{failure} After {N_ATTEMPTS} attempts. Try again later; what was fetched is kept."
            ) from None

    def _check(self, url: str) -> None:
        """Refuse an address that is not https, not listed, or leads into a private network."""
        parts = urlsplit(url)
        if parts.scheme != "https" or parts.hostname not in HOSTS or parts.port not in (None, 443) or parts.username:
            raise ParameterError(f"{url} is not https on a listed host. The hosts are: {', '.join(sorted(HOSTS))}.")
        for address in self._resolve(parts.hostname):
            if not ipaddress.ip_address(address).is_global:
                raise NetworkError(f"{parts.hostname} leads to the private address {address}; nothing was asked of it.")

    def _once(self, url: str, progress: Progress | None, use_cache: bool) -> Answer:
        place = _Place(self._folder, url)
        kept = place.kept() if use_cache else None
        headers = _conditions(kept) if kept else {}
        partial = place.partial_bytes()
        if partial and place.validator():
            headers |= {"Range": f"bytes={partial}-", "If-Range": place.validator()}
        target = url
        try:
            for _ in range(N_REDIRECTS + 1):
                with self._client.stream("GET", target, headers=headers) as response:
                    if response.has_redirect_location:
                        target = urljoin(target, response.headers.get("Location", ""))
                        self._redirected(target)
                        continue
                    return self._received(url, response, place, kept, partial, progress)
        except httpx.TimeoutException:
            raise _RepeatError(f"{urlsplit(url).hostname} did not answer within {TIMEOUT_S:.0f} seconds.") from None
        except httpx.HTTPError as error:
            raise _RepeatError(f"{urlsplit(url).hostname} could not be read ({error}).") from None
        raise NetworkError(
            f"{url} leads from one address to the next, more than {N_REDIRECTS} times. Nothing was kept."
        )

    def _redirected(self, target: str) -> None:
        try:
            self._check(target)
        except ParameterError:
            raise NetworkError(
                f"The host leads on to {target}, which is not listed. Nothing was asked of it."
            ) from None

    def _received(
        self,
        url: str,
        response: httpx.Response,
        place: _Place,
        kept: Answer | None,
        partial: int,
        progress: Progress | None,
    ) -> Answer:
        if response.status_code == 304 and kept is not None:
            return kept
        if response.status_code in RETRYABLE:
            wait_s = _asked_wait(response.headers.get("Retry-After", ""))
            raise _RepeatError(f"{urlsplit(url).hostname} answered {response.status_code}.", wait_s)
        start = partial if response.status_code == 206 else 0
        length = response.headers.get("Content-Length")
        whole = (
            start + int(length) if length and length.isdigit() and "Content-Encoding" not in response.headers else None
        )
        if whole is not None and whole > self._max_bytes:
            raise NetworkError(
                f"{url} holds {whole:,} bytes, more than {self._max_bytes:,}. Ask for less with --filter."
            )
        place.begin(response.headers, append=start > 0)
        n_bytes = place.write(response.iter_bytes(CHUNK), start, whole, self._max_bytes, progress)
        if whole is not None and n_bytes < whole:
            raise _RepeatError(f"{urlsplit(url).hostname} sent {n_bytes:,} of {whole:,} bytes.")
        status = 200 if response.status_code == 206 else response.status_code
        return place.finish(url, status, dict(response.headers))


class _Place:
    """The files of one address: the part that has come, the whole body, and what the host said of it."""

    def __init__(self, folder: Path, url: str) -> None:
        name = hashlib.sha256(url.encode()).hexdigest()[:24]
        self.body = folder / f"{name}.body"
        self.part = folder / f"{name}.part"
        self.said = folder / f"{name}.json"
        self.part_said = folder / f"{name}.part.json"
        folder.mkdir(parents=True, exist_ok=True)

    def kept(self) -> Answer | None:
        """The former answer, if it is whole."""
        try:
            record = json.loads(self.said.read_text(encoding="utf-8"))
            data = self.body.read_bytes()
        except (OSError, ValueError):
            return None
        if hashlib.sha256(data).hexdigest() != record["sha256"]:
            return None
        return Answer(
            url=record["url"],
            status=200,
            headers=record["headers"],
            path=self.body,
            n_bytes=len(data),
            sha256=record["sha256"],
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
        etag = str(headers.get("etag", ""))
        return etag if etag and not etag.startswith("W/") else str(headers.get("last-modified", ""))

    def begin(self, headers: Mapping[str, str], *, append: bool) -> None:
        """Note what the host says; start anew unless the host goes on where it stopped."""
        self.part_said.write_text(json.dumps({k.lower(): v for k, v in headers.items()}), encoding="utf-8")
        if not append:
            self.part.unlink(missing_ok=True)

    def write(self, chunks: Any, start: int, whole: int | None, max_bytes: int, progress: Progress | None) -> int:
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
        except OSError as error:
            raise StorageError(
                f"The answer could not be written ({error.strerror}). Make room; what came is kept."
            ) from error
        return n_bytes

    def finish(self, url: str, status: int, headers: dict[str, str]) -> Answer:
        """Move the whole body into place; only a good answer is kept for the next time."""
        data = self.part.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.body if status == 200 else self.part
        if status == 200:
            self.part.replace(self.body)
            self.part_said.unlink(missing_ok=True)
            record = {"url": url, "headers": {k.lower(): v for k, v in headers.items()}, "sha256": sha256}
            self.said.write_text(json.dumps(record), encoding="utf-8")
        return Answer(
            url=url, status=status, headers=headers, path=target, n_bytes=len(data), sha256=sha256, from_cache=False
        )


def _conditions(kept: Answer) -> dict[str, str]:
    conditions = {}
    if etag := kept.headers.get("etag"):
        conditions["If-None-Match"] = etag
    if modified := kept.headers.get("last-modified"):
        conditions["If-Modified-Since"] = modified
    return conditions


def _asked_wait(text: str) -> float | None:
    """Seconds of a ``Retry-After`` header, which is a number or a date."""
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _addresses(host: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, 443, proto=socket.IPPROTO_TCP)
    except OSError as error:
        raise NetworkError(
            f"{host} could not be found ({error}). Is there a network? Every study runs without one."
        ) from None
    return sorted({str(entry[4][0]) for entry in found})
