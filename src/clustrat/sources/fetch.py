"""Fetching: a published table or the boundaries, by the one door, kept as a snapshot; a failed refresh leaves the former one."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from clustrat.errors import ClustratError, NetworkError, SourceError
from clustrat.sources import eurostat, gisco
from clustrat.sources.bulk_tsv import read_bulk_tsv
from clustrat.sources.http import Answer, Door, Progress
from clustrat.sources.json_stat import answered_codes, parse_json_stat
from clustrat.sources.snapshot import Snapshot, latest_snapshot, take_snapshot

__all__ = ["default_folder", "fetch_boundaries", "fetch_table", "keep_boundaries"]

N_POLLS = 40
LONGEST_POLL_S = 30.0
BOUNDARY_ADDRESS = "https://gisco-services.ec.europa.eu/distribution/v2/nuts/geojson/NUTS_RG_20M_{version}_4326.geojson"


def default_folder() -> Path:
    """Where fetched tables are kept."""
    import platformdirs

    return Path(platformdirs.user_data_dir("clustrat")) / "tables"


def fetch_table(
    table: str,
    *,
    filters: Mapping[str, Sequence[str]] | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
    door: Door | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Snapshot:
    """Fetch a table of Eurostat, or a part of it, read it once to see that it is whole, and keep the bytes.

    Parameters
    ----------
    table
        Its name, such as ``sbs_r_nuts2021``.
    filters
        Codes by dimension; without any the whole table is fetched as packed TSV, with some the part as JSON-stat.
    folder
        Where to keep it; default: the user's data folder.
    progress
        Called with bytes so far and in all.
    door, sleep
        For tests.

    Raises
    ------
    SourceError
        The service refuses, the answer is not the table, or codes were dropped.
    NetworkError
        The service could not be reached or did not finish. If there is a former file, the message gives its date.
    """
    place = folder or default_folder()
    address = eurostat.filtered_address(table, filters) if filters else eurostat.data_address(table)
    opened = door or Door(place / "answers")
    try:
        answer = _data(opened, address, table, progress, sleep)
        body = answer.body()
        if filters:
            parsed = parse_json_stat(body, name=table)
            eurostat.refuse_dropped_codes(parsed, filters, answered=answered_codes(body))
        else:
            _check_tsv(answer, table)
    except ClustratError as error:
        _say_what_is_kept(error, table, place)
        raise
    finally:
        if door is None:
            opened.__exit__()
    name = table if not filters else f"{table}--part"
    return take_snapshot(body, folder=place, table_code=name, url=address, suffix=".json" if filters else ".tsv.gz")


def _data(door: Door, address: str, table: str, progress: Progress | None, sleep: Callable[[float], None]) -> Answer:
    """The answer with the data, waiting for one that the service makes asynchronously."""
    answer = door.get(address, progress=progress)
    for attempt in range(N_POLLS):
        head = answer.body()[:8192]
        key = eurostat.asynchronous_key(head)
        if key is None and not eurostat.wait_is_asked(head):
            eurostat.refuse_bad_answer(answer.status, answer.body(), table=table)
            return answer
        sleep(min(2.0 * 1.5**attempt, LONGEST_POLL_S))
        if key is None:
            answer = door.get(address, progress=progress, use_cache=False)
            continue
        state = eurostat.asynchronous_state(door.get(eurostat.status_address(key), use_cache=False).body())
        if state == "AVAILABLE":
            answer = door.get(eurostat.status_address(key, what="data"), progress=progress, use_cache=False)
        elif state in eurostat.LOST_STATES:
            raise NetworkError(f"Eurostat has dropped the request for {table} that it was working on. Ask again.")
    raise NetworkError(f"Eurostat is still working on {table} after {N_POLLS} looks. Ask for less, or try again later.")


def _check_tsv(answer: Answer, table: str) -> None:
    """Read the table once; a page, a cut-off or a foreign file is refused before it replaces a former one."""
    try:
        read_bulk_tsv(answer.path)
    except SourceError as error:
        raise SourceError(f"Eurostat's answer for {table} is not a whole table. {error}") from None


def _say_what_is_kept(error: ClustratError, table: str, folder: Path) -> None:
    """Add to a refusal that the former file stays, and of when it is."""
    former = latest_snapshot(table, folder=folder)
    if former is not None:
        error.args = (f"{error} The former file of {former.fetched_at[:10]} stays in use.",)


def fetch_boundaries(
    *, version: str, progress: Progress | None = None, door: Door | None = None, folder: Path | None = None
) -> Path:
    """Fetch NUTS boundaries of a version from GISCO for this user, and keep them; their terms ask for a notice beside them."""
    opened = door or Door(default_folder() / "answers")
    try:
        answer = opened.get(BOUNDARY_ADDRESS.format(version=version), progress=progress)
    finally:
        if door is None:
            opened.__exit__()
    if answer.status != 200:
        raise SourceError(
            f"GISCO has no boundaries of NUTS {version} ({answer.status}). Give 2013, 2016 or 2021, or a --file."
        )
    return keep_boundaries(answer.path, version=version, folder=folder)


def keep_boundaries(path: Path, *, version: str, folder: Path | None = None) -> Path:
    """Check a file of boundaries and keep it, packed, for all later studies.

    Raises
    ------
    SourceError
        The file does not hold NUTS boundaries of that version.
    """
    gisco.load_boundaries(path, version=version, level=2)
    data = path.read_bytes()
    try:
        plain = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    except (EOFError, zlib.error) as error:
        raise SourceError(f"{path.name} is cut off ({error}). Fetch it again.") from None
    place = folder or gisco.boundaries_folder()
    place.mkdir(parents=True, exist_ok=True)
    target = place / f"nuts_{version}.geojson.gz"
    temporary = target.with_name(f".{target.name}.new")
    temporary.write_bytes(gzip.compress(plain, mtime=0))
    temporary.replace(target)
    return target
