"""Bringing a list in: what is refused and why, what would become of each row, all or nothing, and taken back whole."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from tests.platform.actors.factories import make_actor
from tests.platform.organisations.factories import make_holder, make_organisation, make_region

from clustrat_platform.actors import actions
from clustrat_platform.actors.actions import importing
from clustrat_platform.actors.import_reading import checked_mapping, read_file, refuse_size, template_columns
from clustrat_platform.actors.import_tasks import apply_rows, look_at_rows, read_columns
from clustrat_platform.actors.imports import postcodes_in_use
from clustrat_platform.actors.models import Actor, DirectoryImport, ImportRow, PostcodeFile
from clustrat_platform.base.models import AuditEntry, Job
from clustrat_platform.base.problems import Conflict, Invalid, NotAllowed
from clustrat_platform.organisations import actions as organisations
from clustrat_platform.organisations.models import LegalId, Organisation, OrganisationName, Site

pytestmark = pytest.mark.django_db

HEAD = "name;kind_of;country;postcode;town;website;vat;summary;capabilities\n"
LIST = (
    "name;country;postcode;town;website;vat;summary\n"
    "Alfa Laboratorij;SI;1000;Ljubljana;alfa.example;SI12345679;We test.\n"
    "Beta Inštitut;SI;SI-2000;Maribor;https://beta.example;;\n"
)
POSTCODES = b"NUTS3;CODE\n'SI041';'1000'\n'SI032';'2000'\n"


class Told:
    """Stands for the progress of a job."""

    def __init__(self):
        self.percents = []

    def report(self, *, percent=None, message=""):
        self.percents.append(percent)


def bring(text, *, by=None, layout="template", mapping=None, kind="laboratory", **known):
    """Upload and look at a file, as the jobs do."""
    by = by or make_holder("editor", None)
    content = text if isinstance(text, bytes) else text.encode()
    of = actions.upload_import(
        by=by,
        file_name="list.csv",
        content=content,
        layout=layout,
        kind=kind,
        source={"source_title": "A list"},
        **known,
    )
    told = Told()
    read_columns(told, of=of.pk, by=by.pk)
    of.refresh_from_db()
    if mapping is not None:
        actions.map_import(by=by, of=of, mapping=mapping)
    of.refresh_from_db()
    if of.state == DirectoryImport.State.READ:
        look_at_rows(told, of=of.pk, by=by.pk)
    of.refresh_from_db()
    return of, by


def outcomes(of):
    return {row.number: row.outcome for row in of.rows.all()}


def everything():
    """Every organisation with what hangs on it, to compare."""
    return {
        model._meta.label: sorted(model.objects.values_list(), key=str)
        for model in (Organisation, OrganisationName, LegalId, Site, Actor)
    }


@pytest.fixture
def table():
    for code in ("SI041", "SI021", "SI012"):
        make_region(code)
    actions.keep_postcodes(
        by=None,
        file_name="pc2020_SI_NUTS-2021_v1.0.csv",
        content=POSTCODES,
        nuts_version="2021",
        countries="SI",
        n_codes=2,
    )


def test_a_list_is_read_looked_at_written_and_taken_back(table):
    before = everything()
    of, by = bring(LIST)
    assert outcomes(of) == {2: "new", 3: "new"}
    assert everything() == before  # nothing is written by the look
    assert of.report["region"]["n_in_table"] == 2
    apply_rows(Told(), of=of.pk, by=by.pk)
    of.refresh_from_db()
    assert of.state == "applied"
    alfa = Organisation.objects.get(label="Alfa Laboratorij")
    assert (alfa.country, alfa.website, alfa.state) == ("SI", "https://alfa.example", "proposed")
    assert alfa.region.code == "SI041" or alfa.region is None
    assert alfa.legal_ids.get().value == "SI12345679"
    entry = alfa.actors.get()
    assert entry.summary == "We test."
    assert entry.sources.get(field="summary").source_title == "A list"
    assert AuditEntry.objects.filter(verb="actors.apply_import").exists()
    actions.undo_import(by=by, of=of, reason="the wrong list")
    assert everything() == before


def test_what_lies_in_ones_own_territory_can_be_published_at_once_as_confirmed_by_the_source(table):
    editor = make_holder("editor", "SI041")
    of, by = bring(LIST, by=editor, publishes=True)
    actions.apply_import(by=by, of=of)
    states = {it.organisation.label: (it.state, it.confirmed_as) for it in Actor.objects.select_related("organisation")}
    assert states["Beta Inštitut"] == ("proposed", "")
    if Organisation.objects.get(label="Alfa Laboratorij").region is not None:
        assert states["Alfa Laboratorij"] == ("published", "source")


def test_a_second_look_finds_what_is_there_unchanged_changed_and_doubtful():
    of, by = bring(LIST)
    actions.apply_import(by=by, of=of)
    again, _ = bring(LIST.replace("We test.", "We measure.") + "BETA INSTITUT;SI;;;;;\n", by=by)
    found = {row.label: row for row in again.rows.all()}
    assert found["Alfa Laboratorij"].outcome == "change"
    assert found["Alfa Laboratorij"].difference == {"summary": ["We test.", "We measure."]}
    assert found["Beta Inštitut"].outcome == "same"
    assert found["BETA INSTITUT"].outcome == "doubtful"
    assert "Beta" in found["BETA INSTITUT"].why
    actions.apply_import(by=by, of=again)
    assert Actor.objects.get(organisation__label="Alfa Laboratorij").summary == "We measure."
    assert Organisation.objects.count() == 2
    again.refresh_from_db()
    actions.undo_import(by=by, of=again, reason="not yet")
    assert Actor.objects.get(organisation__label="Alfa Laboratorij").summary == "We test."


def test_a_doubtful_row_becomes_new_only_by_a_person():
    of, by = bring(LIST)
    actions.apply_import(by=by, of=of)
    again, _ = bring("name;country\nBeta Inštitut;SI\n", by=by)
    (row,) = again.rows.all()
    assert row.outcome == "doubtful"
    assert actions.choose_rows(by=by, of=again, rows=[row.pk], as_new=True) == 1
    actions.apply_import(by=by, of=again)
    assert Organisation.objects.filter(label="Beta Inštitut").count() == 2


def test_rows_of_one_organisation_are_one_and_a_number_under_two_names_is_refused_in_both():
    text = LIST + (
        "ALFA LABORATORIJ;SI;1000;;;;\n"  # the same again
        "Gama;SI;;;;SI12345680;\nDelta;SI;;;;SI12345680;\n"
    )
    of, _by = bring(text)
    assert outcomes(of) == {2: "new", 3: "new", 4: "repeat", 5: "refused", 6: "refused"}
    whys = dict(of.rows.values_list("number", "why"))
    assert whys[4] == "The same as row 2."
    assert whys[5] == "The number SI12345680 stands also in row 6 under another name."


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (";SI;;;;;", "The row has no name."),
        ("Gama;Slovenia;;;;;", "'Slovenia' is no country code of two letters."),
        ("Gama;;9999;;;;", "The row has no country, and none was named for all rows."),
        ("Gama;SI;;;not a site;;", "Enter a valid URL."),
        ("Gama;SI;;;;;=cmd|' /C calc'!A0", "The column 'summary' holds a formula. Paste its value."),
        (f"{'x' * 201};SI;;;;;", "The name has more than 200 letters."),
    ],
)
def test_a_row_that_cannot_be_says_why(row, why):
    of, _by = bring(LIST + row + "\n")
    refused = of.rows.get(outcome="refused")
    assert (refused.number, refused.why) == (4, why)


def test_columns_that_the_template_does_not_have_are_named_with_the_nearest():
    of, _by = bring("nmae;country;phone\nAlfa;SI;1\n")
    assert of.state == "refused"
    assert of.report["refused"].startswith("The template does not have these columns: 'nmae' (name?), 'phone'")


def test_columns_can_be_named_for_a_list_of_its_own_and_a_number_behind_the_name_is_taken_out():
    text = "Popis korisnika\n\nKorisnik;Mjesto\nLogin d.o.o. (38862460256);Zagreb\n".encode("cp1250")
    of, _by = bring(
        text, layout="columns", country="HR", mapping={"name": "Korisnik", "town": "Mjesto"}, kind="start_up"
    )
    (row,) = of.rows.all()
    assert (row.label, row.values["register"], row.values["town"]) == ("Login d.o.o.", "38862460256", "Zagreb")
    assert of.report["n_above"] == 2


def test_organisations_of_cordis_are_read_as_published():
    text = (
        "projectID;organisationID;vatNumber;name;shortName;street;postCode;city;country;organizationURL\n"
        '1;999;SI99999999;"ALFA; D.O.O.";ALFA;Cesta 1;1000;Ljubljana;SI;https://alfa.example\n'
        '2;999;SI99999999;"ALFA; D.O.O.";ALFA;Cesta 1;1000;Ljubljana;SI;https://alfa.example\n'
    )
    of, by = bring(text, layout="cordis")
    assert outcomes(of) == {2: "new", 3: "repeat"}
    actions.apply_import(by=by, of=of)
    alfa = Organisation.objects.get()
    assert {(it.scheme, it.value) for it in alfa.legal_ids.all()} == {("cordis", "999"), ("vat", "SI99999999")}
    assert sorted(alfa.names.values_list("kind", flat=True)) == ["acronym", "official"]


def test_a_workbook_is_read():
    book = openpyxl.Workbook()
    for line in LIST.splitlines():
        book.active.append(line.split(";"))
    stream = BytesIO()
    book.save(stream)
    of, _by = bring(stream.getvalue())
    assert outcomes(of) == {2: "new", 3: "new"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"town": "Ort"}, "Say which column holds the name"),
        ({"name": "Firma"}, "The file has no column 'Firma'"),
        ({"name": "Name", "town": "Name"}, "One column is named for two fields"),
        ({"name": "Name", "salary": "Ort"}, "There is no field 'salary'"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(given, message):
    with pytest.raises(Invalid) as refusal:
        checked_mapping("columns", "laboratory", ["Name", "Ort"], given)
    assert message in refusal.value.detail


def test_sizes_and_bombs_are_refused_before_they_are_kept_or_by_the_reading_process():
    with pytest.raises(Invalid) as refusal:
        refuse_size(200_000_000)
    assert refusal.value.detail == "The file has 200 MB; 20 MB are allowed."
    with pytest.raises(Invalid):
        refuse_size(0)
    import zipfile

    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 300_000_000)
    with pytest.raises(Invalid) as refusal:
        read_file(stream.getvalue(), layout="template")
    assert "unpacks to more than" in refusal.value.detail


def test_a_fault_at_any_point_of_the_writing_leaves_nothing(monkeypatch):
    of, by = bring(LIST)
    before = everything()
    for name in ("_names", "_sites", "_actor", "index_actors", "_write_changes"):
        with monkeypatch.context() as patch:

            def fail(*args, **kwargs):
                raise RuntimeError("pulled the plug")

            patch.setattr(importing, name, fail)
            with pytest.raises(RuntimeError):
                actions.apply_import(by=by, of=of)
        assert everything() == before
    of.refresh_from_db()
    assert of.state == "previewed"


def test_a_number_that_came_in_meanwhile_stops_the_whole():
    of, by = bring(LIST)
    other = make_organisation("Someone else", code="ITH4")
    organisations.add_legal_id(by=None, organisation=other, scheme="vat", value="SI12345679")
    before = everything()
    with pytest.raises(Conflict) as refusal:
        actions.apply_import(by=by, of=of)
    assert "nothing was written" in refusal.value.detail
    assert everything() == before


def test_what_was_changed_since_is_not_taken_back():
    of, by = bring(LIST)
    of = actions.apply_import(by=by, of=of)
    entry = Actor.objects.get(organisation__label="Alfa Laboratorij")
    actions.change_actor(by=None, actor=entry, fields={"summary": "Changed."})
    before = everything()
    with pytest.raises(Conflict) as refusal:
        actions.undo_import(by=by, of=of, reason="the wrong list")
    assert "Alfa Laboratorij has been changed" in refusal.value.detail
    assert everything() == before
    with pytest.raises(Invalid):
        actions.undo_import(by=by, of=of, reason=" ")


def test_an_import_is_written_once_and_only_by_those_who_may():
    of, by = bring(LIST)
    with pytest.raises(NotAllowed):
        actions.apply_import(by=make_holder("editor", "ITH4"), of=of)
    with pytest.raises(NotAllowed):
        actions.upload_import(
            by=make_holder("expert"),
            file_name="x",
            content=b"x",
            layout="template",
            kind="cluster",
            source={"source_title": "x"},
        )
    of = actions.apply_import(by=by, of=of)
    with pytest.raises(Invalid) as refusal:
        actions.apply_import(by=by, of=of)
    assert "that cannot be done with it now" in refusal.value.detail


def test_an_entry_of_a_region_that_is_not_ones_own_is_left_as_it_is():
    actor = make_actor("Alfa Laboratorij", code="ITH4", summary="We test.")
    organisations.add_legal_id(by=None, organisation=actor.organisation, scheme="vat", value="IT00000000017")
    editor = make_holder("editor", "SI041")
    of, by = bring("name;country;vat;summary\nAlfa;IT;IT00000000017;Mine now.\n", by=editor)
    assert outcomes(of) == {2: "change"}
    done = actions.apply_import(by=by, of=of)
    assert done.report["n_left_out"] == 1
    actor.refresh_from_db()
    assert actor.summary == "We test."


def test_postcode_files_are_kept_and_the_newest_is_in_use(table):
    assert postcodes_in_use().nuts_version == "2021"
    assert PostcodeFile.objects.count() == 1


def test_the_template_has_each_column_once():
    for kind in ("laboratory", "certification", "start_up", "spin_off", "cluster"):
        columns = template_columns(kind)
        assert len(set(columns)) == len(columns)
    assert {"name", "postcode", "vat", "capabilities"} <= set(template_columns("laboratory"))


def test_jobs_tell_how_far_they_are():
    of, by = bring(LIST)
    assert Job.objects.filter(kind="actors.read_import").exists()
    told = Told()
    look_at_rows(told, of=of.pk, by=by.pk)
    percents = [p for p in told.percents if p is not None]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert ImportRow.objects.filter(of=of).count() == 2
