"""The pages of imports and duplicates as a keeper meets them, and what others get."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.platform.actors.test_imports import LIST, bring
from tests.platform.actors.test_merging import pair_of
from tests.platform.organisations.factories import make_holder, make_organisation

from clustrat_platform.actors import actions
from clustrat_platform.actors.models import DirectoryImport, DuplicatePair, Merge, PostcodeFile
from clustrat_platform.base.models import Job
from clustrat_platform.organisations.models import Organisation

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BYTES = LIST.encode()


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """The second factor has tests of its own."""
    settings.SECOND_FACTOR_FOR_STAFF = False


@pytest.fixture
def editor(client):
    user = make_holder("editor", None)
    client.force_login(user, backend=BACKEND)
    return user


def upload(client, name="list.csv", content=BYTES, **fields):
    data = {
        "layout": "template",
        "kind": "laboratory",
        "source_title": "A list",
        "file": SimpleUploadedFile(name, content),
    }
    return client.post("/en/actors/imports", {**data, **fields})


def test_a_file_is_uploaded_and_its_page_opens(client, editor):
    answer = upload(client)
    of = DirectoryImport.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/en/actors/import/{of.permanent_id}")
    page = client.get(answer["Location"])
    assert b"list.csv" in page.content
    assert b"list.csv" in client.get("/en/actors/imports").content


def test_a_file_without_a_source_or_without_bytes_is_refused_at_the_form(client, editor):
    assert upload(client, source_title="").status_code == 422
    assert upload(client, content=b"").status_code == 422
    assert DirectoryImport.objects.count() == 0


def test_rows_are_shown_with_their_outcome_chosen_written_and_taken_back(client, editor):
    make_organisation("Beta Inštitut", code="SI041")
    of, _by = bring(LIST, by=editor)
    address = f"/en/actors/import/{of.permanent_id}"
    page = client.get(address).content.decode()
    assert "Alfa Laboratorij" in page
    assert "may be there already" in page
    assert "No postcode file is in use" in page
    (row,) = of.rows.filter(outcome="doubtful")
    assert client.post(address, {"do": "as_new", "row": [row.pk]}).status_code == 302
    assert client.get(f"{address}?outcome=new").content.decode().count("<tr>") == 3
    assert client.post(address, {"do": "apply"}).status_code == 302
    assert Job.objects.filter(kind="actors.apply_import").exists()
    actions.apply_import(by=editor, of=of)
    assert client.post(address, {"do": "undo", "reason": ""}).status_code == 422
    assert client.post(address, {"do": "undo", "reason": "the wrong list"}).status_code == 302
    assert Organisation.objects.count() == 1
    assert client.post(address, {"do": "explode"}).status_code == 422
    assert client.get(f"{address}?outcome=maybe").status_code == 422


def test_columns_are_named_on_the_page(client, editor):
    of, _by = bring("Firma;Ort\nAlfa;Graz\n", by=editor, layout="columns", country="AT", mapping={"name": "Firma"})
    address = f"/en/actors/import/{of.permanent_id}"
    assert "What do the columns mean?" in client.get(address).content.decode()
    assert client.post(address, {"do": "map", "name": "Firma", "town": "Ort"}).status_code == 302
    of.refresh_from_db()
    assert of.mapping == {"name": "Firma", "town": "Ort"}
    assert client.post(address, {"do": "map", "name": ""}).status_code == 422


def test_the_template_is_a_csv_with_its_head(client, editor):
    answer = client.get("/en/actors/imports/template.csv?kind=cluster")
    assert answer.content.decode("utf-8-sig").startswith("name,acronym,other_names,country")
    assert "committed_members" in answer.content.decode("utf-8-sig")
    assert client.get("/en/actors/imports/template.csv?kind=shop").status_code == 422


def test_postcode_files_are_taken_into_use_or_refused_with_what_is_wrong(client, editor):
    good = SimpleUploadedFile("pc2020_AT_NUTS-2021_v2.0.csv", b"NUTS3;CODE\n'AT221';'8010'\n")
    client.post("/en/actors/imports/postcodes", {"postcodes-file": good})
    kept = PostcodeFile.objects.get()
    assert (kept.countries, kept.nuts_version, kept.n_codes) == ("AT", "2021", 1)
    bad = SimpleUploadedFile("list.csv", b"PLZ;Ort\n")
    page = client.post("/en/actors/imports/postcodes", {"postcodes-file": bad}, follow=True)
    assert "does not say country and NUTS version" in page.content.decode()


def test_pairs_are_decided_with_the_evidence_in_view_and_merges_taken_back(client, editor):
    one, other = make_organisation("Alfa d.o.o.", code="SI041"), make_organisation("ALFA", code="SI041")
    assert client.post("/en/actors/duplicates").status_code == 302
    pair = pair_of(one, other)
    assert "Alfa d.o.o. / ALFA" in client.get("/en/actors/duplicates").content.decode()
    address = f"/en/actors/duplicate/{pair.permanent_id}"
    assert "Are these one organisation?" in client.get(address).content.decode()
    assert client.post(address, {"do": "keep_left", "reason": ""}).status_code == 422
    assert client.post(address, {"do": "burn", "reason": "x"}).status_code == 422
    assert client.post(address, {"do": "keep_left", "reason": "the same"}).status_code == 302
    merge = Merge.objects.get()
    assert "Take back" in client.get("/en/actors/duplicates").content.decode()
    back = f"/en/actors/merge/{merge.permanent_id}/undo"
    assert client.get(back).status_code == 200
    assert client.post(back, {"reason": "a mistake"}).status_code == 302
    assert DuplicatePair.objects.get().state == "open"
    assert client.post(address, {"do": "apart", "reason": "two"}).status_code == 302
    assert DuplicatePair.objects.get().state == "apart"


def test_others_get_nothing(client):
    of, _by = bring(LIST)
    pair = pair_of(make_organisation("Alfa", code="SI041"), make_organisation("Alfa", code="ITH4"))
    assert client.get("/en/actors/imports").status_code == 302
    client.force_login(make_holder("editor", "ITH4"), backend=BACKEND)
    assert client.get(f"/en/actors/import/{of.permanent_id}").status_code == 404
    assert client.get(f"/en/actors/duplicate/{pair.permanent_id}").status_code == 404
    client.force_login(make_holder("expert"), backend=BACKEND)
    for address in ("/en/actors/imports", "/en/actors/duplicates", "/en/actors/imports/template.csv"):
        assert client.get(address).status_code == 403
