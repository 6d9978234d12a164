"""The data desk from file to edition and back: refusals, territories, faults between the steps, and one switch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from tests.platform.organisations.factories import make_holder, make_region

from clustrat.errors import EditionError
from clustrat.store.catalog import CATALOG_FILE, catalog_bytes, open_edition, point_to
from clustrat.study.added_tables import folder_in_use
from clustrat_platform.atlas import table_publishing, table_reading, tasks
from clustrat_platform.atlas.actions import uploads as actions
from clustrat_platform.atlas.models import DataUpload
from clustrat_platform.atlas.table_child import RefusedError, read_csv
from clustrat_platform.base.jobs import run_job
from clustrat_platform.base.models import Job, User
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
ROWS = "geo,year,firms\nITH3,2015,30\nITH4,2015,12\nITH5,2015,:\n"
MAPPING = {
    "nuts": "geo", "year": "year", "value": "firms", "measure": "firms", "unit": "firms", "nuts_version": "2013", "nace_version": "2",
}  # fmt: skip


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one small edition in use; files are read in this process, since the other has tests of its own."""
    whole = open_edition()
    entry = whole.tables["core_eurostat__patents"]
    folder = tmp_path / "editions" / "first"
    folder.mkdir(parents=True)
    (folder / entry.file).write_bytes((whole.folder / entry.file).read_bytes())
    (folder / CATALOG_FILE).write_bytes(
        catalog_bytes(replace(whole, folder=folder, tables=MappingProxyType({entry.name: entry})))
    )
    point_to(folder.parent, "first")
    monkeypatch.setenv("CLUSTRAT_EDITION", str(folder.parent))

    def here(data: bytes, *, name: str) -> table_reading.ReadTable:
        try:
            head, *rows = read_csv(data)
        except RefusedError as refusal:
            raise Invalid(detail=str(refusal), parameter="file") from None
        return table_reading.ReadTable(columns=head, rows=rows)

    monkeypatch.setattr(table_publishing, "read_upload", here)
    return folder.parent


def an_upload(text: str = ROWS, *, code: str | None = "ITH", **fields: Any) -> DataUpload:
    return DataUpload(
        **{
            "title": "Firms", "table": "firms", "publisher": "An office", "licence": "CC BY 4.0", "file_name": "firms.csv",
            "content": text.encode(), "region": make_region(code) if code else None, **fields,
        }
    )  # fmt: skip


def done(upload: DataUpload) -> tuple[DataUpload, Job]:
    """Let the worker do the job of an upload."""
    assert upload.job is not None
    run_job.func(upload.job.pk)
    return DataUpload.objects.get(pk=upload.pk), Job.objects.get(pk=upload.job.pk)


def checked_upload(text: str = ROWS, *, by: User | None = None, **fields: Any) -> DataUpload:
    upload, _job = done(actions.upload_table(by=by, upload=an_upload(text, **fields)))
    upload, _job = done(actions.map_upload(by=by, upload=upload, mapping=MAPPING))
    return upload


def published_upload(text: str = ROWS, **fields: Any) -> DataUpload:
    upload, _job = done(actions.publish_upload(by=None, upload=checked_upload(text, **fields)))
    return upload


@pytest.mark.parametrize(("fields", "fault"), [
    ({"file_name": "firms.pdf"}, "neither"), ({"content": b""}, "is empty"), ({"content": b"x" * 20_000_001}, "21 MB"),
])  # fmt: skip
def test_what_is_no_table_is_not_even_kept(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        actions.upload_table(by=None, upload=an_upload(**fields))
    assert not DataUpload.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize(("role", "code", "may"), [
    ("analyst", "ITH", True), ("editor", "IT", True), ("analyst", "AT31", False), ("analyst", "ITH4", False), ("expert", "ITH", False),
    ("interviewer", "ITH", False),
])  # fmt: skip
def test_a_table_is_uploaded_for_ones_own_territory(role: str, code: str, may: bool) -> None:
    person = make_holder(role, code)
    if may:
        actions.upload_table(by=person, upload=an_upload())
    else:
        with pytest.raises(NotAllowed):
            actions.upload_table(by=person, upload=an_upload())


def test_a_refused_file_says_why_and_goes_no_further() -> None:
    upload, job = done(actions.upload_table(by=None, upload=an_upload("geo,firms\nITH4,=1+1\n")))
    assert (upload.state, job.state) == ("refused", "done")
    assert "is a formula" in upload.report["refused"]
    with pytest.raises(Conflict, match="'refused' now"):
        actions.map_upload(by=None, upload=upload, mapping=MAPPING)


def test_columns_wait_for_the_reading() -> None:
    upload = actions.upload_table(by=None, upload=an_upload())
    with pytest.raises(Conflict, match="not read yet"):
        actions.map_upload(by=None, upload=upload, mapping=MAPPING)


def test_a_dry_run_finds_and_publishes_nothing(root: Path) -> None:
    upload = checked_upload(ROWS + "ITZ9,2015,5\nAT31,2015,5\n")
    assert upload.state == DataUpload.State.CHECKED
    report = upload.report
    assert (report["n_read"], report["n_kept"], report["n_rejected"]) == (5, 3, 2)
    assert [it["line"] for it in report["findings"]] == [5, 6]
    assert "does not lie in your territory" in report["findings"][1]["text"]
    assert (report["difference"]["n_added"], report["certificate"]["rule_version"]) == (3, "sdc.v1")
    assert folder_in_use(root) == "first"
    with pytest.raises(Conflict, match="2 rows are left out"):
        actions.publish_upload(by=None, upload=upload)
    done(actions.publish_upload(by=None, upload=upload, accept_loss=True))
    entry = open_edition(root).tables["core_desk__firms"]
    assert entry.row_account["rejected"] == {"refused_at_the_desk": 2}
    assert "accepted by" in entry.notes[-1]


def test_nothing_with_an_open_secret_is_published(root: Path) -> None:
    """DIS-2: the gate comes before the edition."""
    upload = checked_upload("geo,year,firms\nITH4,2015,12 c\n")
    with pytest.raises(Conflict, match="confidential figure"):
        actions.publish_upload(by=None, upload=upload, accept_loss=True)
    assert folder_in_use(root) == "first"


def test_publishing_there_and_back(root: Path) -> None:
    upload = published_upload()
    assert upload.state == DataUpload.State.PUBLISHED
    assert (upload.edition, upload.former_edition) == (folder_in_use(root), "first")
    edition = open_edition(root)
    assert edition.tables["core_desk__firms"].n_rows == 3
    with pytest.raises(Conflict, match="same file is published already"):
        actions.upload_table(by=None, upload=an_upload())
    second = checked_upload(ROWS.replace("12", "13"))
    assert (second.report["difference"]["n_changed"], second.report["difference"]["examples"][0][1:]) == (
        1,
        ["12", "13"],
    )
    second, _job = done(actions.publish_upload(by=None, upload=second))
    with pytest.raises(Conflict, match="Another edition is in use since"):
        actions.roll_back_upload(by=None, upload=upload, root=root, reason="wrong year")
    with pytest.raises(Invalid, match="Say why"):
        actions.roll_back_upload(by=None, upload=second, root=root, reason=" ")
    actions.roll_back_upload(by=None, upload=second, root=root, reason="wrong year")
    assert folder_in_use(root) == upload.edition
    actions.roll_back_upload(by=None, upload=upload, root=root, reason="wrong year")
    assert folder_in_use(root) == "first"
    assert open_edition(root / second.edition).tables["core_desk__firms"].n_rows == 3


def test_a_table_belongs_to_the_territory_that_published_it() -> None:
    """PER-5: no region edits another's data."""
    published_upload()
    with pytest.raises(Conflict, match="belongs to"):
        actions.upload_table(
            by=make_holder("analyst", "AT31"), upload=an_upload("geo,year,firms\nAT31,2015,1\n", code="AT31")
        )


def test_a_great_loss_of_rows_needs_a_name(root: Path) -> None:
    published_upload()
    before = folder_in_use(root)
    fewer = checked_upload("geo,year,firms\nITH3,2015,30\n")
    asked = actions.publish_upload(by=None, upload=fewer)
    with pytest.raises(Conflict, match="2 fewer than in the edition in use"):
        done(asked)
    assert folder_in_use(root) == before
    fewer.refresh_from_db()
    assert fewer.state == DataUpload.State.CHECKED
    done(actions.publish_upload(by=None, upload=fewer, accept_loss=True))
    assert folder_in_use(root) != before


@pytest.mark.parametrize("place", ["keep_edition", "stage_edition", "note_staged", "switch_upload", "checked_upload"])
def test_a_fault_between_the_steps_leaves_the_edition_in_use(
    root: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """REL-9."""
    upload = checked_upload()
    asked = actions.publish_upload(by=None, upload=upload)

    def fails(*_args: Any, **_more: Any) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "folder_in_use", lambda _root: "" if place == "keep_edition" else "first")
        patch.setattr(tasks, place, fails)
        with pytest.raises(OSError, match="the disk is gone"):
            done(asked)
    assert folder_in_use(root) == "first"
    upload.refresh_from_db()
    assert upload.state == DataUpload.State.CHECKED
    upload, _job = done(actions.publish_upload(by=None, upload=upload))
    assert (upload.edition, upload.former_edition) == (folder_in_use(root), "first")


def test_a_switch_that_was_made_but_not_written_down_is_taken_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends between the pointer and the commit: the new edition is in use, the step is repeated, the way back stays."""
    upload = checked_upload()
    real = actions.switch_edition

    def dies(folder: Path, name: str) -> None:
        real(folder, name)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(actions, "switch_edition", dies)
        with pytest.raises(KeyboardInterrupt):
            done(actions.publish_upload(by=None, upload=upload))
    upload.refresh_from_db()
    assert (upload.state, folder_in_use(root)) == ("checked", upload.edition)
    upload, _job = done(actions.publish_upload(by=None, upload=upload))
    assert (upload.state, upload.former_edition) == ("published", "first")
    assert folder_in_use(root) == upload.edition


def test_an_installation_tied_to_one_edition_has_no_desk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = checked_upload()
    monkeypatch.setenv("CLUSTRAT_EDITION", str(root / "first"))
    with pytest.raises(Conflict, match="tied to one edition"):
        done(actions.publish_upload(by=None, upload=upload))


def test_a_damaged_edition_is_not_the_way_back(root: Path) -> None:
    upload = published_upload()
    (root / "first" / "core_eurostat__patents.parquet").write_bytes(b"")
    with pytest.raises(EditionError):
        actions.roll_back_upload(by=None, upload=upload, root=root, reason="wrong year")
    upload.refresh_from_db()
    assert (upload.state, folder_in_use(root)) == ("published", upload.edition)
