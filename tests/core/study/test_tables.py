import shutil

import polars as pl
import pytest

from clustrat.errors import SourceError
from clustrat.store.catalog import open_edition, verify_edition
from clustrat.store.tables import read_table
from clustrat.study.table_origins import ORIGINS
from clustrat.study.tables import RAW_FILES, build_edition, find_raw_files


@pytest.fixture(scope="module")
def built(raw_files, tmp_path_factory):
    folder = raw_files.write_small_raw_files(tmp_path_factory.mktemp("raw"))
    return build_edition(folder, root=tmp_path_factory.mktemp("root"), n_processes=1)


def test_an_edition_holds_every_documented_table(built):
    verify_edition(built)
    assert set(built.tables) == set(ORIGINS)
    assert built.id == "2015.1"
    assert built.built_by.startswith("clustrat ")


def test_the_new_edition_is_the_one_in_use(built):
    assert open_edition(built.folder.parent).folder == built.folder
    assert built.folder.name.startswith("2015.1-")


def test_every_account_adds_up_and_names_the_raw_file(built):
    for name, entry in built.tables.items():
        account = entry.row_account
        assert account["read"] == account["kept"] + sum(account["rejected"].values()), name
        assert entry.n_rows == account["kept"] - account["merged"], name
        assert all(source["file"] in RAW_FILES for source in entry.sources), name


def test_the_hidden_figures_of_the_small_files_are_bounded_by_hand(built):
    """SI04, section C: 2,400 persons, C10 400 published; C21 and C31 hidden, 2,000 left: each between 0 and 2,000 + 2."""
    rows = read_table(
        built, "core_eurostat__sbs_bounds", columns=["nace_code", "lower", "upper", "estimate", "method"],
        where=pl.col("nuts_code") == "SI04",
    ).rows()  # fmt: skip
    assert rows == [("C21", 0.0, 2002.0, 800.0, "size"), ("C31", 0.0, 2002.0, 1200.0, "size")]


def test_building_tells_each_step_to_the_end(raw_files, tmp_path):
    steps = []
    folder = raw_files.write_small_raw_files(tmp_path / "raw")
    build_edition(folder, root=tmp_path / "root", n_processes=1, progress=lambda *step: steps.append(step))
    assert steps[0] == ("Looking for the raw files", 0, 100)
    assert steps[-1] == ("Done", 100, 100)
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)


def test_several_processes_give_the_same_bytes(raw_files, tmp_path):
    folder = raw_files.write_small_raw_files(tmp_path / "raw")
    cells = raw_files.regional_cells()
    cells["C21,V16110,ITH4"][1] = ": c"
    cells["C31,V16110,ITH4"][1] = ": c"
    raw_files.write_tsv(folder / "sbs_r_nuts06_r2.tsv.gz", r"nace_r2,indic_sb,geo\time", cells)
    one, two = (build_edition(folder, root=tmp_path / str(n), n_processes=n) for n in (1, 2))
    assert one.folder.name == two.folder.name
    assert {n: e.sha256 for n, e in one.tables.items()} == {n: e.sha256 for n, e in two.tables.items()}


def test_raw_files_are_found_in_their_usual_folders_too(small_raw):
    for name, usual in RAW_FILES.items():
        (small_raw / usual).mkdir(exist_ok=True)
        shutil.move(small_raw / name, small_raw / usual / name)
    assert set(find_raw_files(small_raw)) == set(RAW_FILES)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(
        SourceError, match=r"There is no folder .*nowhere. Give the folder of the raw files with --from"
    ):
        build_edition(tmp_path / "nowhere", root=tmp_path / "root")
    assert not (tmp_path / "root").exists()


def test_all_missing_files_are_named_at_once(small_raw):
    (small_raw / "pat_ep_rtot.csv.gz").unlink()
    (small_raw / "rd_hrst_patents.parquet").unlink()
    with pytest.raises(SourceError, match=r"lacks 2 of 9 raw files: rd_hrst_patents\.parquet, pat_ep_rtot\.csv\.gz"):
        find_raw_files(small_raw)


def test_a_table_that_lost_rows_needs_a_named_person(raw_files, small_raw, tmp_path):
    root = tmp_path / "root"
    build_edition(small_raw, root=root, n_processes=1)
    cells = {keys: row for keys, row in raw_files.regional_cells().items() if ",ITH4" not in keys}
    raw_files.write_tsv(small_raw / "sbs_r_nuts06_r2.tsv.gz", r"nace_r2,indic_sb,geo\time", cells)
    former = open_edition(root).folder
    with pytest.raises(
        SourceError, match=r"sbs_regional would have .* fewer than in the edition in use.*--accept-fewer-rows"
    ):
        build_edition(small_raw, root=root, n_processes=1)
    assert open_edition(root).folder == former
    accepted = build_edition(small_raw, root=root, n_processes=1, accept_fewer_rows="data steward")
    assert accepted.table("core_eurostat__sbs_regional").notes[-1].endswith("accepted by data steward.")


def test_sums_that_do_not_hold_are_refused_with_the_worst(raw_files, small_raw, tmp_path):
    cells = raw_files.regional_cells()
    for keys, row in cells.items():
        if keys.endswith(",SI"):
            cells[keys] = [f"{10 * float(cell):g} " for cell in row]
    raw_files.write_tsv(small_raw / "sbs_r_nuts06_r2.tsv.gz", r"nace_r2,indic_sb,geo\time", cells)
    with pytest.raises(SourceError, match=r"sums of regions only .* agree with the national row; the worst"):
        build_edition(small_raw, root=tmp_path / "root", n_processes=1)


def test_an_infinite_figure_is_refused(raw_files, small_raw, tmp_path):
    cells = raw_files.regional_cells()
    cells["C10,V16110,ITH4"][0] = "1e999 "
    raw_files.write_tsv(small_raw / "sbs_r_nuts06_r2.tsv.gz", r"nace_r2,indic_sb,geo\time", cells)
    with pytest.raises(SourceError, match="line 22, column 2014: '1e999' is neither a number"):
        build_edition(small_raw, root=tmp_path / "root", n_processes=1)


def test_an_unknown_flag_is_refused(raw_files, small_raw, tmp_path):
    cells = raw_files.regional_cells()
    cells["C10,V16110,ITH4"][0] = "7 q"
    raw_files.write_tsv(small_raw / "sbs_r_nuts06_r2.tsv.gz", r"nace_r2,indic_sb,geo\time", cells)
    with pytest.raises(SourceError, match="'q'"):
        build_edition(small_raw, root=tmp_path / "root", n_processes=1)


def test_a_broken_cell_is_refused_with_its_line(raw_files, small_raw, tmp_path):
    cells = raw_files.regional_cells()
    cells["C10,V16110,ITH4"][0] = "many "
    raw_files.write_tsv(small_raw / "sbs_r_nuts06_r2.tsv.gz", r"nace_r2,indic_sb,geo\time", cells)
    line = list(cells).index("C10,V16110,ITH4") + 2
    with pytest.raises(SourceError, match=rf"sbs_r_nuts06_r2\.tsv\.gz, line {line}, column 2014: 'many'"):
        build_edition(small_raw, root=tmp_path / "root", n_processes=1)
