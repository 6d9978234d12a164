"""Files of the user: read, named by their hash, refused where they are others; what they lack stays missing."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from clustrat.errors import ClustratError, CodeListError, ParameterError, SourceError
from clustrat.sources.input_output_table import BRIDGE_TEMPLATE, DELIVERIES_TEMPLATE, OUTPUTS_TEMPLATE
from clustrat.sources.keep_counts import KEEP_TEMPLATE
from clustrat.store.catalog import Edition
from clustrat.study.answer import Prepared
from clustrat.study.own_files import NOTHING, OwnFiles, OwnPaths, read_own_files, refuse_other_files, with_own
from clustrat.study.question import OwnFile, StudyQuestion
from clustrat.study.run import run_study

INDICATORS = "indicator,name,unit,geo,year,value\n{rows}"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def indicators(folder: Path, *rows: str) -> Path:
    return written(folder, "indicators.csv", INDICATORS.format(rows="\n".join(rows) + "\n"))


def table(folder: Path) -> OwnPaths:
    return OwnPaths(
        input_output=written(folder, "deliveries.csv", DELIVERIES_TEMPLATE),
        outputs=written(folder, "outputs.csv", OUTPUTS_TEMPLATE),
        bridge=written(folder, "bridge.csv", BRIDGE_TEMPLATE),
    )


def test_half_an_input_output_table_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "deliveries.csv", DELIVERIES_TEMPLATE)
    with pytest.raises(ParameterError, match="Give --input-output and --outputs together"):
        OwnPaths(input_output=file)
    with pytest.raises(ParameterError, match="Give --input-output and --outputs together"):
        OwnPaths(outputs=file)
    with pytest.raises(ParameterError, match="A bridge belongs to an input-output table"):
        OwnPaths(bridge=file)


@pytest.mark.parametrize("role", ["keep", "indicators"])
def test_a_file_that_is_not_there_is_refused(role: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"There is no file .*nowhere\.csv"):
        read_own_files(OwnPaths(**{role: tmp_path / "nowhere.csv"}), country="IT")


def test_a_country_that_the_table_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodeListError, match="has no country 'HR'"):
        read_own_files(table(tmp_path), country="HR")


def test_indicators_that_no_rating_knows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no indicator that a rating knows; it has median_age"):
        read_own_files(OwnPaths(indicators=indicators(tmp_path, "median_age,Age,years,ITH4,2014,45")), country="IT")


def test_codes_of_another_version_are_refused(tmp_path: Path) -> None:
    file = indicators(tmp_path, "joint_projects_per_million,Projects,per million,PL12,2014,45")
    with pytest.raises(ClustratError, match="there is no region 'PL12' in NUTS 2021"):
        read_own_files(OwnPaths(indicators=file), country="PL")


def test_a_negative_rate_is_refused(tmp_path: Path, edition: Edition) -> None:
    file = indicators(tmp_path, "joint_projects_per_million,Projects,per million,ITH4,2014,-1")
    own = read_own_files(OwnPaths(indicators=file), country="IT")
    with pytest.raises(ClustratError, match="-1 in ITH4"):
        own.series(edition, regions=("ITH4",), year=2014)


def test_without_files_there_is_nothing(edition: Edition) -> None:
    assert NOTHING.records == ()
    assert NOTHING.linkage(("C10",)) is None
    assert NOTHING.actors() is None
    assert NOTHING.series(edition, regions=("ITH4",), year=2014) == {}


def test_supply_links_are_those_of_the_country_and_missing_elsewhere(tmp_path: Path) -> None:
    own = read_own_files(table(tmp_path), country="SI")
    linkage = own.linkage(("C10", "I55", "C24"))
    assert linkage is not None
    assert linkage[0, 1] == pytest.approx(0.1)
    assert np.isnan(linkage[2]).all()
    assert "coefficients of SVN" in own.table_citation


def test_an_indicator_carries_its_year_and_its_file(tmp_path: Path, edition: Edition) -> None:
    file = indicators(
        tmp_path,
        "joint_projects_per_million,Projects,per million,ITH4,2013,40",
        "joint_projects_per_million,Projects,per million,ITH4,2015,45",
        "enabling_actors,Laboratories,per million,ITH4,2015,3",
    )
    own = read_own_files(OwnPaths(indicators=file), country="IT")
    series = own.series(edition, regions=("ITH4",), year=2014)["technology_and_knowledge_transfer"][0]
    assert (series.values, series.years) == ((45.0,), (2015,))
    assert "indicators.csv" in series.source
    actors = own.actors()
    assert actors is not None
    assert actors.values == (3.0,)


def test_partners_of_a_region_with_an_unknown_part_are_missing(tmp_path: Path, edition: Edition) -> None:
    own = read_own_files(OwnPaths(keep=written(tmp_path, "keep.csv", KEEP_TEMPLATE)), country="IT")
    series = own.series(edition, regions=("ITH4", "SI04"), year=2014)["internationalisation"][0]
    assert series.statuses == ("missing", "missing")
    assert all(math.isnan(value) for value in series.values)


def test_partners_per_million_are_modelled_of_persons_from_the_product(tmp_path: Path, edition: Edition) -> None:
    rows = [f"IT,part,5,{n},1,1,ITH4{k}" for k, n in ((1, 100), (2, 100), (3, 100), (4, 70))]
    text = "\n".join([KEEP_TEMPLATE.splitlines()[0], *rows]) + "\n"
    own = read_own_files(OwnPaths(keep=written(tmp_path, "keep.csv", text)), country="IT")
    series = own.series(edition, regions=("ITH4",), year=2014)["internationalisation"][0]
    assert series.statuses == ("modelled",)
    # 370 partners, and some 1.22 million inhabitants in 2014.
    assert series.values[0] == pytest.approx(370 / 1.22, rel=0.03)


def test_own_indicators_take_the_place_of_embedded_ones(tmp_path: Path, edition: Edition) -> None:
    file = indicators(tmp_path, "joint_projects_per_million,Projects,per million,ITH4,2014,45")
    own = read_own_files(OwnPaths(indicators=file), country="IT").series(edition, regions=("ITH4",), year=2014)
    issue = "technology_and_knowledge_transfer"
    joined = with_own({issue: own[issue], "internationalisation": ()}, own)
    assert len(joined[issue]) == 1
    assert joined["internationalisation"] == ()


A, B = (OwnFile(role="keep", name="keep.csv", sha256=letter * 64) for letter in "ab")


@pytest.mark.parametrize(
    ("named", "given", "sentence"),
    [
        ((A,), (), r"rests on a file of its user, keep\.csv .* Give the same file again with --keep"),
        ((A,), (B,), "has other bytes than"),
        ((), (A,), "does not rest on a file given with --keep"),
    ],
)
def test_other_files_than_those_named_are_refused(
    named: tuple[OwnFile, ...], given: tuple[OwnFile, ...], sentence: str
) -> None:
    with pytest.raises(SourceError, match=sentence):
        refuse_other_files(named, given)


def test_a_study_without_the_files_that_it_names_is_refused(prepared: Prepared) -> None:
    question = StudyQuestion(region="ITH4", theme="active_ageing", own_files=(A,))
    with pytest.raises(SourceError, match=r"Give the same file again with --keep"):
        run_study(question, prepared=prepared, own=OwnFiles())
