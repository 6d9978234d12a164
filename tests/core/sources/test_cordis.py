"""CORDIS files as published: ZIP, folder or single file, and what is missing in them."""

import zipfile

import pytest

from clustrat.errors import SourceError
from clustrat.sources.cordis import read_participants, read_projects

ORGANIZATION = (
    "projectID;projectAcronym;organisationID;vatNumber;name;shortName;SME;activityType;street;postCode;city;country;nutsCode;organizationURL;role\n"
    '"1";"A";"999";"SI123";"Alfa; d.o.o.";"ALFA";"true";"PRC";"Cesta 1";"1000";"Ljubljana";"SI";"SI041";"https://alfa.example";"coordinator"\n'
    '"1";"A";"";"";"Beta";"";"";"HES";"";"";"";"AT";"";"";"participant"\n'
    '"2";"B";"";"";"";"";"";"";"";"";"";"";"";"";""\n'
)
PROJECT = "id;acronym;startDate\n1;A;2019-05-01\n2;B;\n"
TOPICS = "projectID;euroSciVocCode;euroSciVocTitle\n1;/23/45;robotics\n1;/23/45;robotics\n1;/25;x\n"


@pytest.fixture
def programme(tmp_path):
    path = tmp_path / "cordis-programme.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("csv/organization.csv", "\ufeff" + ORGANIZATION)
        archive.writestr("csv/project.csv", PROJECT)
        archive.writestr("csv/euroSciVoc.csv", TOPICS)
    return path


def test_a_programme_is_read_and_what_is_not_said_stays_unknown(programme):
    alfa, beta = read_participants([programme])
    assert (alfa.name, alfa.organisation, alfa.vat, alfa.is_sme, alfa.postcode) == (
        "Alfa; d.o.o.",
        "999",
        "SI123",
        True,
        "1000",
    )
    assert (beta.organisation, beta.is_sme, beta.nuts_code) == ("AT:beta", None, "")
    (project,) = read_projects([programme])
    assert (project.project, project.year, project.topics) == ("1", 2019, ("/23/45", "/25"))


def test_a_folder_and_single_files_are_read_the_same(programme, tmp_path):
    for name, text in (("organization.csv", ORGANIZATION), ("project.csv", PROJECT), ("euroSciVoc.csv", TOPICS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert (
        read_participants([tmp_path])
        == read_participants([programme])
        == read_participants([tmp_path / "organization.csv"])
    )
    assert read_projects([tmp_path]) == read_projects([programme]) == read_projects([tmp_path / "project.csv"])


def test_fields_of_science_may_be_missing(tmp_path):
    (tmp_path / "project.csv").write_text(PROJECT, encoding="utf-8")
    assert read_projects([tmp_path])[0].topics == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("projectID;title\n1;x\n", "has no column 'name', only projectID, title"),
        ("projectID;name;country\n", "There is no participant"),
    ],
)
def test_other_columns_and_empty_files_are_refused(tmp_path, text, message):
    (tmp_path / "organization.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        read_participants([tmp_path / "organization.csv"])


def test_a_file_that_is_not_there_and_a_zip_of_something_else_are_refused(tmp_path):
    with pytest.raises(SourceError, match="There is no file"):
        read_participants([tmp_path / "none.zip"])
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("other.csv", "a")
    with pytest.raises(SourceError, match=r"x\.zip holds no organization\.csv"):
        read_participants([tmp_path / "x.zip"])


@pytest.mark.extra_data
def test_the_sample_of_real_participants_is_read(extra_data):
    found = read_participants([extra_data / "data" / "cordis" / "horizon_sample_orgs.csv"])
    assert len(found) == 250
    assert len({it.project for it in found}) == 48
