import errno
import os

import pytest

from clustrat.errors import StorageError
from clustrat.store import durable


def failing(number):
    def fail(*args):
        raise OSError(number, os.strerror(number))

    return fail


def test_a_file_is_written_whole(tmp_path):
    durable.write_file(tmp_path / "a", b"abc")
    assert (tmp_path / "a").read_bytes() == b"abc"


def test_replacing_leaves_no_temporary_file(tmp_path):
    durable.replace_file(tmp_path / "current", b"old\n")
    durable.replace_file(tmp_path / "current", b"new\n")
    assert (tmp_path / "current").read_bytes() == b"new\n"
    assert [path.name for path in tmp_path.iterdir()] == ["current"]


@pytest.mark.parametrize(
    ("number", "way_out"),
    [
        (errno.ENOSPC, "There is no room on the disk: free some space"),
        (errno.EDQUOT, "The quota of the disk is used up"),
        (errno.EIO, "The disk reports an error"),
        (errno.EROFS, "The disk is read-only"),
        (errno.EACCES, "Writing is not permitted there"),
        (errno.EINVAL, "Check the disk"),
    ],
)
def test_an_error_of_the_disk_is_a_sentence_with_path_and_way_out(tmp_path, monkeypatch, number, way_out):
    monkeypatch.setattr(durable, "_write", failing(number))
    with pytest.raises(StorageError, match=way_out) as caught:
        durable.write_file(tmp_path / "a", b"abc")
    assert str(tmp_path / "a") in str(caught.value)
    assert "as it was" in str(caught.value)


def test_a_failure_after_the_replacement_says_that_the_new_file_is_in_place(tmp_path, monkeypatch):
    durable.replace_file(tmp_path / "current", b"old\n")
    sync = durable._sync
    monkeypatch.setattr(durable, "_sync", lambda path: failing(errno.EIO)() if path == tmp_path else sync(path))
    with pytest.raises(StorageError, match="The new file is in place, but a power cut now could undo it"):
        durable.replace_file(tmp_path / "current", b"new\n")
    assert (tmp_path / "current").read_bytes() == b"new\n"


@pytest.mark.parametrize("step", ["_write", "_sync", "_rename"])
def test_a_failed_replacement_leaves_the_former_file(tmp_path, monkeypatch, step):
    durable.replace_file(tmp_path / "current", b"old\n")
    monkeypatch.setattr(durable, step, failing(errno.ENOSPC))
    with pytest.raises(StorageError):
        durable.replace_file(tmp_path / "current", b"new\n")
    assert (tmp_path / "current").read_bytes() == b"old\n"


def test_a_folder_gets_its_name_with_all_it_holds(tmp_path):
    durable.make_folder(tmp_path / ".staging")
    durable.write_file(tmp_path / ".staging" / "a", b"abc")
    durable.rename(tmp_path / ".staging", tmp_path / "2015.1")
    assert (tmp_path / "2015.1" / "a").read_bytes() == b"abc"
    assert not (tmp_path / ".staging").exists()


def test_removing_a_folder_that_is_not_there_is_no_error(tmp_path):
    durable.remove_folder(tmp_path / "nothing")


def test_a_folder_cannot_be_made_below_a_file(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match=r"could not be made"):
        durable.make_folder(tmp_path / "file" / "folder")


def test_two_writers_at_once_are_refused(tmp_path):
    with durable.exclusive_use(tmp_path), pytest.raises(StorageError, match=r"Another build is writing"):  # noqa: SIM117
        with durable.exclusive_use(tmp_path):
            pass


def test_the_lock_ends_with_its_use(tmp_path):
    with durable.exclusive_use(tmp_path):
        pass
    with durable.exclusive_use(tmp_path):
        pass


def test_an_error_inside_the_lock_stays_what_it_is(tmp_path):
    with pytest.raises(ValueError, match=r"mine"), durable.exclusive_use(tmp_path):
        raise ValueError("mine")
