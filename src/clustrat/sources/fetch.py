"""Fetching: a published table or the boundaries, by the one door, kept as a snapshot; a failed refresh leaves the former one."""

from __future__ import annotations

import datetime
import gzip
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from clustrat.codes.nuts import regions
from clustrat.errors import ClustratError, NetworkError, SourceError, StorageError
from clustrat.sources import eurostat, gisco
from clustrat.sources.bulk_tsv import read_bulk_tsv
from clustrat.sources.http import Door
from clustrat.sources.json_stat import answered_codes, parse_json_stat
from clustrat.sources.kept_answers import Answer, Progress
from clustrat.sources.raw_table import read_published, sha256_of
from clustrat.sources.snapshot import Snapshot, latest_snapshot, take_snapshot, write_whole

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
    name = f"{table}--{sha256_of(address.encode())[:8]}" if filters else table
    opened = door or Door(place / "answers")
    try:
        answer = _data(opened, address, table, progress, sleep)
        body = answer.body()
        try:
            if filters:
                parsed = parse_json_stat(body, name=table)
                eurostat.refuse_dropped_codes(parsed, filters, answered=answered_codes(body))
            else:
                read_bulk_tsv(answer.path, name=f"Eurostat's answer for {table}")
        except SourceError:
            opened.forget(answer.url)  # else the host, asked whether it has changed, would say that it is still good
            raise
    except ClustratError as error:
        _say_what_is_kept(error, name, place)
        raise
    finally:
        if door is None:
            opened.__exit__()
    return take_snapshot(body, folder=place, table_code=name, url=address, suffix=".json" if filters else ".tsv.gz")


def _data(door: Door, address: str, table: str, progress: Progress | None, sleep: Callable[[float], None]) -> Answer:
    """The answer with the data, waiting for one that the service makes asynchronously."""
    answer = door.get(address, progress=progress)
    key = None
    for attempt in range(N_POLLS):
        if key is None:
            body = answer.body()
            key = eurostat.asynchronous_key(body)
            if key is None and not eurostat.wait_is_asked(body):
                eurostat.refuse_bad_answer(answer.status, body, table=table)
                return answer
            door.forget(answer.url)  # it holds a promise, not the table
        sleep(min(2.0 * 1.5**attempt, LONGEST_POLL_S))
        if key is None:
            answer = door.get(address, progress=progress, use_cache=False)
        elif _is_ready(door, key, table):
            answer = door.get(eurostat.status_address(key, what="data"), progress=progress, use_cache=False)
            key = None
    raise NetworkError(f"Eurostat is still working on {table} after {N_POLLS} looks. Ask for less, or try again later.")


def _is_ready(door: Door, key: str, table: str) -> bool:
    """Whether an asynchronous answer can be fetched; one that will not come is refused."""
    said = door.get(eurostat.status_address(key), use_cache=False)
    state = eurostat.asynchronous_state(said.body())
    if state in eurostat.LOST_STATES:
        raise NetworkError(
            f"Eurostat has dropped the request for {table} that it was working on ({state}). Ask again, or for less."
        )
    if not state:
        eurostat.refuse_bad_answer(said.status, said.body(), table=table)
    return state == "AVAILABLE"


def _say_what_is_kept(error: ClustratError, name: str, folder: Path) -> None:
    """Add to a refusal that the former file stays, and of when it is."""
    try:
        former = latest_snapshot(name, folder=folder)
    except SourceError as damage:
        error.args = (f"{error} {damage}",)
        return
    if former is not None:
        error.args = (f"{error} The former file of {former.fetched_at[:10]} stays in use.",)


def fetch_boundaries(
    *, version: str, progress: Progress | None = None, door: Door | None = None, folder: Path | None = None
) -> Path:
    """Fetch NUTS boundaries of a version from GISCO for this user, and keep them; their terms ask for a notice beside them.

    Raises
    ------
    CodeListError
        There is no such version of NUTS.
    SourceError
        GISCO has none of that version, or the answer does not hold them. If there is a former file, the message says so.
    """
    regions(version=version, level=0)  # refuses a version that there is not before anything is asked
    opened = door or Door(default_folder() / "answers")
    address = BOUNDARY_ADDRESS.format(version=version)
    try:
        answer = opened.get(address, progress=progress)
        if answer.status != 200:
            raise SourceError(
                f"GISCO has no boundaries of NUTS {version} ({answer.status}). Give 2013, 2016 or 2021, or a --file."
            )
        try:
            return keep_boundaries(answer.path, version=version, folder=folder)
        except SourceError:
            opened.forget(address)
            raise
    except (SourceError, StorageError) as error:
        former = _boundary_file(version, folder)
        if former.exists():
            day = datetime.datetime.fromtimestamp(former.stat().st_mtime, tz=datetime.UTC).date()
            error.args = (f"{error} The former file of {day} stays in use.",)
        raise
    finally:
        if door is None:
            opened.__exit__()


def keep_boundaries(path: Path, *, version: str, folder: Path | None = None) -> Path:
    """Check a file of boundaries and keep it, packed, for all later studies.

    Raises
    ------
    SourceError
        The file does not hold NUTS boundaries of that version.
    StorageError
        The disk is full or refuses; a former file stays.
    """
    gisco.load_boundaries(path, version=version, level=2)
    plain = read_published(path, kind="a GeoJSON of NUTS boundaries")
    target = _boundary_file(version, folder)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, gzip.compress(plain, mtime=0))
    except OSError as error:
        raise StorageError(
            f"The boundaries could not be kept in {target.parent} ({error.strerror}). Make room, or choose another --out."
        ) from error
    return target


def _boundary_file(version: str, folder: Path | None) -> Path:
    return (folder or gisco.boundaries_folder()) / f"nuts_{version}.geojson.gz"
