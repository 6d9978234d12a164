import polars as pl
import pytest

from clustrat.sources.bulk_tsv import read_bulk_tsv
from clustrat.study.harmonise import harmonise_regional
from clustrat.study.hidden_cells import solve_hidden_cells

HEAD = r"nace_r2,indic_sb,geo\time"


@pytest.fixture
def solve(raw_files, tmp_path):
    def run(lines, years=(2014,)):
        raw_files.write_tsv(tmp_path / "sbs.tsv.gz", HEAD, lines, years)
        return solve_hidden_cells(harmonise_regional(read_bulk_tsv(tmp_path / "sbs.tsv.gz")), n_processes=1)

    return run


def persons(**cells):
    """Slovenia: a line per region and division, such as SI04_C21="3383 "."""
    return {f"{key.split('_')[1]},V16110,{key.split('_')[0]}": [cell] for key, cell in cells.items()}


def bounds(solved):
    return {(row[0], row[1]): row[2:] for row in solved.table.select("nuts_code", "nace_code", "lower", "upper").rows()}


def test_a_single_hidden_part_is_given_back_up_to_rounding(solve):
    solved = solve(persons(SI_C31="100 ", SI03_C31="60 ", SI04_C31=": c"))
    assert bounds(solved) == {("SI04", "C31"): (38.5, 41.5)}
    assert (solved.n_hidden, solved.rejected) == (1, {})


def test_nuts_1_and_pseudo_regions_are_parts_of_the_total(solve):
    solved = solve(persons(SI_C31="100 ", SI03_C31="60 ", SI04_C31=": c", SIZZ_C31="10 "))
    assert bounds(solved)["SI04", "C31"] == (28.0, 32.0)


def test_a_section_binds_its_divisions(solve):
    solved = solve(persons(SI04_C="100 ", SI04_C10="60 ", SI04_C21=": c", SI04_C31=": c"))
    assert bounds(solved) == {("SI04", "C21"): (0.0, 42.0), ("SI04", "C31"): (0.0, 42.0)}


def test_a_figure_not_available_is_unknown_but_gets_no_bounds(solve):
    solved = solve(persons(SI_C31="100 ", SI03_C31=": u", SI04_C31=": c"))
    assert bounds(solved) == {("SI04", "C31"): (0.0, 101.5)}


def test_a_hidden_national_figure_is_an_unknown_like_any_other(solve):
    solved = solve(persons(SI_C31=": c", SI03_C31="60 ", SI04_C31=": c", SI04_C="50 ", SI04_C10="20 "))
    assert bounds(solved)["SI04", "C31"] == (28.5, 31.5)
    assert bounds(solved)["SI", "C31"] == (87.0, 93.0)


def test_without_any_published_sum_there_are_no_bounds_but_a_count(solve):
    solved = solve(persons(SI_C31=": c", SI03_C31=": c", SI04_C31=": c"))
    assert solved.table.height == 0
    assert solved.rejected == {"no_sum_limits_it": 3}


def test_contradicting_sums_give_no_bounds_and_a_note(solve):
    lines = persons(SI_C31="100 ", SI03_C31="160 ", SI04_C31=": c")
    for n in range(10, 30):  # enough sums that hold, so that one fault is not taken for rounding
        lines |= persons(**{f"SI_C{n}": "100 ", f"SI03_C{n}": "60 ", f"SI04_C{n}": "40 "})
    solved = solve(lines)
    assert solved.rejected == {"sums_contradict": 1}
    assert any("SI 2014 employment_persons: No figures" in note for note in solved.notes)
    assert "sums_contradict: 1 systems." in solved.notes


def test_a_contradiction_within_half_a_per_cent_gives_way(solve):
    lines = persons(SI_C31="10000 ", SI03_C31="10020 ", SI04_C31=": c")
    for n in range(10, 30):
        lines |= persons(**{f"SI_C{n}": "100 ", f"SI03_C{n}": "60 ", f"SI04_C{n}": "40 "})
    solved = solve(lines)
    assert bounds(solved) == {("SI04", "C31"): (0.0, 0.1)}
    assert "sums_relaxed: 1 systems." in solved.notes


def test_sums_that_hold_less_exactly_widen_the_rounding(solve):
    lines = persons(SI_C31="1000 ", SI03_C31="600 ", SI04_C31=": c")
    for n in range(10, 30):
        lines |= persons(**{f"SI_C{n}": "1000 ", f"SI03_C{n}": "600 ", f"SI04_C{n}": "385 "})
    solved = solve(lines)
    assert bounds(solved) == {("SI04", "C31"): (385.0, 415.0)}
    assert any("hold only within 5 per figure" in note for note in solved.notes)


def test_regions_that_do_not_add_up_at_all_do_not_bind(solve):
    lines = persons(SI_C31="1000 ", SI03_C31="600 ", SI04_C31=": c", SI04_C="500 ", SI04_C10="400 ", SI_C10="9000 ")
    for n in range(11, 30):
        lines |= persons(**{f"SI_C{n}": "9000 ", f"SI03_C{n}": "600 "})
        lines |= persons(**{f"SI04_C{n}": "0 "})
    solved = solve(lines)
    assert bounds(solved)["SI04", "C31"] == (89.0, 111.0)
    assert any("bounds rest on sections alone" in note for note in solved.notes)


def test_a_split_code_counts_in_its_countrys_total_but_gets_no_row(solve):
    lines = {
        "C31,V16110,UK": ["100 "],
        "C31,V16110,UKI1": ["30 "],
        "C31,V16110,UKI2": [": c"],
        "C31,V16110,UKC1": [": c"],
    }
    solved = solve(lines, years=(2012,))
    assert bounds(solved) == {("UKC1", "C31"): (0.0, 72.0)}


def test_the_estimate_follows_local_units_and_says_so(solve):
    lines = persons(SI_C31="100 ", SI03_C31=": c", SI04_C31=": c")
    lines |= {"C31,V11210,SI": ["20 "], "C31,V11210,SI03": ["15 "], "C31,V11210,SI04": ["5 "]}
    solved = solve(lines)
    assert solved.table.select("nuts_code", "estimate", "method").rows() == [
        ("SI03", 75.0, "size"),
        ("SI04", 25.0, "size"),
    ]


def test_without_local_units_the_mix_of_the_section_is_the_prior(solve):
    """Nationally C21 has 300 and C31 100 persons; SI04 has 40 persons left in C: 30 and 10."""
    lines = persons(SI_C="400 ", SI_C21="300 ", SI_C31="100 ", SI04_C="40 ", SI04_C21=": c", SI04_C31=": c",
                    SI03_C="360 ", SI03_C21=": c", SI03_C31=": c")  # fmt: skip
    rows = solve(lines).table.filter(pl.col("nuts_code") == "SI04").select("estimate", "method").rows()
    assert rows == [(30.0, "section_mix"), (10.0, "section_mix")]


def test_nothing_hidden_is_no_system(solve):
    solved = solve(persons(SI_C31="100 ", SI03_C31="60 ", SI04_C31="40 "))
    assert (solved.n_hidden, solved.table.height) == (0, 0)
