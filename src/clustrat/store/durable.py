"""Writing that survives a kill: every write, sync and rename of the store goes through here, one boundary at a time."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clustrat.errors import StorageError

__all__ = ["exclusive_use", "make_folder", "remove_folder", "rename", "replace_file", "write_file"]

WAYS_OUT = {
    errno.ENOSPC: "There is no room on the disk: free some space, or choose another folder with --out.",
    errno.EDQUOT: "The quota of the disk is used up: free some space, or choose another folder with --out.",
    errno.EIO: "The disk reports an error: check it, or choose another folder with --out.",
    errno.EROFS: "The disk is read-only: choose another folder with --out.",
    errno.EACCES: "Writing is not permitted there: choose another folder with --out.",
}


UNCHANGED = "The edition in use is as it was."
UNSURE = "The new file is in place, but a power cut now could undo it: run the command again."


@contextmanager
def _sentence(verb: str, path: Path, state: str = UNCHANGED) -> Iterator[None]:
    """Turn an error of the disk into a sentence with the path, the way out, and the state that it leaves."""
    try:
        yield
    except StorageError:
        raise
    except OSError as error:
        way_out = WAYS_OUT.get(error.errno or 0, "Check the disk, or choose another folder with --out.")
        raise StorageError(f"{path} could not be {verb} ({error.strerror or error}). {way_out} {state}") from error


def _sync(path: Path) -> None:
    """Force a file or a folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _rename(source: Path, target: Path) -> None:
    source.replace(target)


def write_file(path: Path, data: bytes) -> None:
    """Write a new file and force it to the disk; the folder is synced by whoever renames it.

    Raises
    ------
    StorageError
        The disk is full, reports an error, or refuses the file.
    """
    with _sentence("written", path):
        _write(path, data)
        _sync(path)


def replace_file(path: Path, data: bytes) -> None:
    """Replace a small file whole: a temporary file beside it, forced to the disk, then one atomic rename.

    Raises
    ------
    StorageError
        The disk is full, reports an error, or refuses the file; the former file is untouched, unless the message says
        that the new one is in place.
    """
    temporary = path.with_name(f".{path.name}.new")
    write_file(temporary, data)
    with _sentence("replaced", path):
        _rename(temporary, path)
    with _sentence("made safe", path, UNSURE):
        _sync(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder and its parents where they are missing."""
    with _sentence("made", path):
        path.mkdir(parents=True, exist_ok=True)


def rename(source: Path, target: Path) -> None:
    """Give a folder its final name in one step, after its files and itself are on the disk."""
    with _sentence("renamed", source):
        _sync(source)
        _rename(source, target)
        _sync(target.parent)


def remove_folder(path: Path) -> None:
    """Remove a folder with all it holds, if it is there."""
    if path.is_dir():
        with _sentence("removed", path):
            shutil.rmtree(path)


@contextmanager
def exclusive_use(folder: Path) -> Iterator[None]:
    """Hold a folder for one writer; the lock ends with the process, however that ends.

    Raises
    ------
    StorageError
        Another process is writing there.
    """
    make_folder(folder)
    with _sentence("locked", folder), (folder / ".lock").open("a") as lock:
        try:
            import fcntl
        except ImportError:  # no such locks on this system: two builds at once are then the user's care
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StorageError(
                f"Another build is writing to {folder}. Wait until it ends, or choose another folder with --out."
            ) from None
        yield
