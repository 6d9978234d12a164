"""The one door to the network: listed hosts only, honest name, patience with limits, resume, checksum, cache."""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_base, wait_exponential

from clustrat.errors import ClustratError, NetworkError, ParameterError, StorageError
from clustrat.sources.kept_answers import Answer, Place, Progress

__all__ = ["HOSTS", "Door"]

#: Hosts that may be asked, and nothing else; every one is public and serves open statistics.
HOSTS = frozenset({"ec.europa.eu", "gisco-services.ec.europa.eu"})
N_ATTEMPTS = 5
N_REDIRECTS = 5
LONGEST_WAIT_S = 60.0
TIMEOUT_S = 60.0
MAX_BYTES = 1024**3
CHUNK = 1 << 16
RETRYABLE = frozenset({429, 500, 502, 503, 504})


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

    def forget(self, url: str) -> None:
        """Drop what is kept of an address, because its body turned out not to be what it should be."""
        Place(self._folder, url).forget()

    def _check(self, url: str) -> None:
        """Refuse an address that is not https, not listed, or leads into a private network."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ParameterError(f"{url} is not an address. Give https on one of {', '.join(sorted(HOSTS))}.") from None
        if parts.scheme != "https" or parts.hostname not in HOSTS or port not in (None, 443) or parts.username:
            raise ParameterError(f"{url} is not https on a listed host. The hosts are: {', '.join(sorted(HOSTS))}.")
        for address in self._resolve(parts.hostname):
            if not ipaddress.ip_address(address).is_global:
                raise NetworkError(f"{parts.hostname} leads to the private address {address}; nothing was asked of it.")

    def _once(self, url: str, progress: Progress | None, use_cache: bool) -> Answer:
        try:
            place = Place(self._folder, url)
            kept = place.kept() if use_cache else None
            headers = _conditions(kept) if kept else {}
            partial = place.partial_bytes()
            if partial and place.validator():
                headers |= {
                    "Range": f"bytes={partial}-",
                    "If-Range": place.validator(),
                    "Accept-Encoding": "identity",  # a range counts bytes as they travel, a part holds them unpacked
                }
            target = url
            for _ in range(N_REDIRECTS + 1):
                with self._client.stream("GET", target, headers=headers) as response:
                    if response.has_redirect_location:
                        target = urljoin(target, response.headers.get("Location", ""))
                        self._redirected(target)
                        continue
                    return self._received(url, response, place, kept, partial, progress)
        except ClustratError:
            raise
        except httpx.TimeoutException:
            raise _RepeatError(f"{urlsplit(url).hostname} did not answer within {TIMEOUT_S:.0f} seconds.") from None
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise _RepeatError(f"{urlsplit(url).hostname} could not be read ({error}).") from None
        except (httpx.InvalidURL, ValueError) as error:
            raise NetworkError(f"The host leads on to an address that is none ({error}). Nothing was kept.") from None
        except OSError as error:
            raise StorageError(
                f"The answer could not be kept in {self._folder} ({error.strerror or error}). Make room, or choose "
                "another --out; what came is kept."
            ) from error
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
        place: Place,
        kept: Answer | None,
        partial: int,
        progress: Progress | None,
    ) -> Answer:
        if response.status_code == 304 and kept is not None:
            return kept
        if response.status_code in RETRYABLE:
            wait_s = _asked_wait(response.headers.get("Retry-After", ""))
            raise _RepeatError(f"{urlsplit(url).hostname} answered {response.status_code}.", wait_s)
        if response.status_code == 416 or (response.status_code == 206 and _range_start(response) != partial):
            place.drop_part()
            raise _RepeatError(f"{urlsplit(url).hostname} could not go on where it stopped.", 0.0)
        if response.status_code not in (200, 206):
            return place.refused(response.iter_bytes(CHUNK), response.status_code, response.headers)
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
        n_bytes = place.write(
            response.iter_bytes(CHUNK), start=start, whole=whole, max_bytes=self._max_bytes, progress=progress
        )
        if whole is not None and n_bytes < whole:
            raise _RepeatError(f"{urlsplit(url).hostname} sent {n_bytes:,} of {whole:,} bytes.")
        return place.finish(response.headers)


def _conditions(kept: Answer) -> dict[str, str]:
    conditions = {}
    if etag := kept.headers.get("etag"):
        conditions["If-None-Match"] = etag
    if modified := kept.headers.get("last-modified"):
        conditions["If-Modified-Since"] = modified
    return conditions


def _range_start(response: httpx.Response) -> int | None:
    """Where a part of a body begins, as its ``Content-Range`` says."""
    found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(found[1]) if found else None


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
        if getproxies().get("https"):  # behind a proxy the proxy looks names up, and often nobody else can
            return []
        raise NetworkError(
            f"{host} could not be found ({error}). Is there a network? Every study runs without one."
        ) from None
    return sorted({str(entry[4][0]) for entry in found})
