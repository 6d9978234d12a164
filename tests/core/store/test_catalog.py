import json
import shutil

import pytest

from clustrat.errors import EditionError
from clustrat.store import catalog
from clustrat.store.catalog import CATALOG_FILE, catalog_bytes, open_edition, point_to, verify_edition

SMALL = "core_eurostat__sbs_national"


@pytest.fixture
def embedded(monkeypatch):
    """The edition inside the package, as a user has it who has built none."""
    monkeypatch.delenv("CLUSTRAT_EDITION", raising=False)
    monkeypatch.setattr(catalog, "editions_folder", lambda: catalog.Path("nowhere"))
    return open_edition()


@pytest.fixture
def copy(embedded, tmp_path):
    """A copy of the embedded edition that may be damaged."""
    folder = tmp_path / "edition"
    shutil.copytree(embedded.folder, folder)
    return folder


def change(folder, edit):
    record = json.loads((folder / CATALOG_FILE).read_text(encoding="utf-8"))
    edit(record)
    (folder / CATALOG_FILE).write_text(json.dumps(record), encoding="utf-8")


def test_the_embedded_edition_is_whole(embedded):
    verify_edition(embedded)
    assert embedded.id == "2015.1"
    assert (embedded.nuts_version, embedded.nace_version) == ("2013", "2")


def test_every_table_names_source_vintage_licence_and_account(embedded):
    for name, entry in embedded.tables.items():
        assert entry.publisher == "Eurostat", name
        assert entry.attribution.startswith("Source: Eurostat"), name
        assert all((entry.title, entry.table_code, entry.vintage, entry.licence, entry.columns, entry.sources)), name
        account = entry.row_account
        assert account["read"] == account["kept"] + sum(account["rejected"].values()), name
        assert entry.n_rows == account["kept"] - account["merged"], name
        assert entry.provenance(embedded.id).citation.startswith("Source: Eurostat"), name


def test_the_embedded_edition_is_at_most_six_megabytes(embedded):
    assert sum(path.stat().st_size for path in embedded.folder.iterdir()) <= 6_000_000


def test_the_environment_names_the_edition(copy, monkeypatch):
    monkeypatch.setenv("CLUSTRAT_EDITION", str(copy))
    assert open_edition().folder == copy


def test_a_named_edition_that_is_not_there_is_refused_and_not_replaced(tmp_path, monkeypatch):
    monkeypatch.setenv("CLUSTRAT_EDITION", str(tmp_path / "gone"))
    with pytest.raises(EditionError, match=r"gone: the folder does not exist"):
        open_edition()


def test_the_edition_this_user_has_built_comes_before_the_embedded_one(copy, tmp_path, monkeypatch):
    monkeypatch.delenv("CLUSTRAT_EDITION", raising=False)
    monkeypatch.setattr(catalog, "editions_folder", lambda: tmp_path)
    assert open_edition().folder != copy
    point_to(tmp_path, copy.name)
    assert open_edition().folder == copy


def test_a_pointer_is_switched_and_not_followed_out_of_its_folder(copy, tmp_path):
    point_to(tmp_path, "../edition")
    with pytest.raises(EditionError, match=r"names no edition"):
        open_edition(tmp_path)
    point_to(tmp_path, "gone")
    with pytest.raises(EditionError, match=f"{CATALOG_FILE} is missing"):
        open_edition(tmp_path)
    point_to(tmp_path, copy.name)
    assert open_edition(tmp_path).id == "2015.1"


def test_the_edition_in_use_is_named_with_its_day(tmp_path):
    assert catalog.in_use_since(tmp_path) is None
    point_to(tmp_path, "2015.1-0")
    name, day = catalog.in_use_since(tmp_path)
    assert name == "2015.1-0"
    assert isinstance(day, catalog.date)


def test_a_folder_without_a_catalogue_is_no_edition(tmp_path):
    with pytest.raises(EditionError, match=r"edition.json is missing.*clustrat data build"):
        open_edition(tmp_path)


def test_a_catalogue_that_is_not_json_is_damaged(copy):
    (copy / CATALOG_FILE).write_text('{"format":')
    with pytest.raises(EditionError, match=r"is damaged"):
        open_edition(copy)


def test_a_catalogue_of_another_format_is_refused(copy):
    change(copy, lambda record: record.update(format="other 9"))
    with pytest.raises(EditionError, match=r"not a catalogue of the format 'clustrat edition 1'"):
        open_edition(copy)


def test_a_catalogue_that_lacks_a_field_is_damaged(copy):
    change(copy, lambda record: record["tables"][SMALL].pop("licence"))
    with pytest.raises(EditionError, match=r"'licence' is missing or wrong"):
        open_edition(copy)


def test_a_table_outside_the_folder_is_refused(copy):
    change(copy, lambda record: record["tables"][SMALL].update(file="../../etc/passwd"))
    with pytest.raises(EditionError, match=r"the file name '../../etc/passwd'"):
        open_edition(copy)


def test_a_missing_table_is_named(copy):
    (copy / f"{SMALL}.parquet").unlink()
    with pytest.raises(EditionError, match=f"Table '{SMALL}' of edition 2015.1 is missing"):
        open_edition(copy)


def test_a_table_that_was_cut_off_is_seen_on_opening(copy):
    path = copy / f"{SMALL}.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(EditionError, match=r"bytes, the catalogue says"):
        open_edition(copy)


def test_one_flipped_byte_is_seen_on_verification(copy):
    path = copy / f"{SMALL}.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    edition = open_edition(copy)
    with pytest.raises(EditionError, match=f"Table '{SMALL}' of edition 2015.1 is damaged.*has the hash"):
        verify_edition(edition)


def test_opening_does_not_recompute_hashes(copy, monkeypatch):
    monkeypatch.setattr(catalog.hashlib, "sha256", None)
    assert open_edition(copy).id == "2015.1"


def test_an_unknown_table_is_answered_with_those_there_are(embedded):
    with pytest.raises(EditionError, match=r"no table 'gva'. Its tables are: core_eurostat__gdp"):
        embedded.table("gva")


def test_equal_editions_have_equal_catalogues(embedded, copy):
    assert catalog_bytes(embedded) == catalog_bytes(open_edition(copy)) == (copy / CATALOG_FILE).read_bytes()
