"""The embedded themes: what they say of themselves, and what must never be said of them."""

import csv
from pathlib import Path

import pytest

from clustrat.codes.nace import activity
from clustrat.codes.themes import FIELDS, read_theme, theme, themes
from clustrat.errors import CodeListError, ParameterError, SourceError

EMERGING = ("active_ageing", "green_economy", "smart_mobility")


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("active_agein", "active_ageing"),
        ("green", None),
        ("smart mobillity", "smart_mobility"),
        ("photonic", "photonics"),
        ("high_tech", "high_technology"),
        ("zzz", None),
    ],
)
def test_an_unknown_theme_is_refused_with_near_names(asked, near):
    if asked == "green":
        assert theme(asked).code == "green_economy"
        return
    with pytest.raises(
        CodeListError, match=rf"There is no theme '{asked}'\. .*'clustrat themes list' shows all"
    ) as info:
        theme(asked)
    assert near is None or near in str(info.value)
    assert ("Near names" in str(info.value)) == (near is not None)


def test_an_unknown_version_is_refused_with_those_there_are():
    with pytest.raises(CodeListError, match=r"The theme 'active_ageing' has no version 'v9'\. Give one of: v1"):
        theme("active-ageing", version="v9")


def test_an_unknown_field_is_refused():
    with pytest.raises(ParameterError, match="no field of themes 'sector'. Choose one of: emerging_industry"):
        themes("sector")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("EI-AGE", "active_ageing"),
        ("ei_green", "green_economy"),
        ("EI-MOB", "smart_mobility"),
        ("Smart-Mobility", "smart_mobility"),
        ("active ageing", "active_ageing"),
        ("KET", "key_enabling_technologies"),
        ("CCI-GEN", "gender_in_innovation"),
    ],
)
def test_hyphens_capitals_and_aliases(written, code):
    assert theme(written).code == code
    assert theme(written, version="v1") == theme(code)


def test_no_name_leads_to_two_themes():
    names = [name.lower().replace("-", "_").replace(" ", "_") for t in themes() for name in (t.code, *t.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("code", EMERGING)
def test_the_three_emerging_industries_are_proposals_and_say_so(code):
    found = theme(code)
    assert found.kind == "proposal"
    assert "official" not in " ".join([found.title, found.question, found.supply, found.demand]).lower()
    assert "nobody publishes an official NACE list" in found.source


def test_only_the_technology_levels_are_an_official_list():
    official = {found.code for found in themes() if found.kind == "official" and found.items}
    assert official == {found.code for found in themes("technology_level")}


def test_what_is_a_name_only_says_so():
    names = [found for found in themes() if not found.items and found.field != "cross_cutting_issue"]
    assert len(names) == 10 + 6
    for found in names:
        assert any("official" in note and "list of" in note for note in found.coverage_notes)
        assert "names only" in found.source


def test_active_ageing_says_what_the_statistics_lack():
    assert theme("active_ageing").coverage_notes[0] == (
        "Health and care, Q86-88, is not in these statistics: seen only through the labour force section O-Q."
    )
    assert "age" in theme("active_ageing").demand


def test_the_technologies_are_a_stand_in_and_say_so():
    found = theme("key_enabling_technologies")
    assert found.kind == "proposal"
    assert found.coverage_notes[0].startswith("A stand-in")
    levels = {"high technology": theme("high_technology"), "medium high technology": theme("medium_high_technology")}
    for ring, level in levels.items():
        assert {item.code for item in found.items if item.ring == ring} == set(level.weights)


def test_technology_levels_part_manufacturing():
    """Every division of manufacturing is in exactly one level."""
    codes = [item.code for found in themes("technology_level") for item in found.items]
    assert sorted(codes) == [str(number) for number in range(10, 34)]


@pytest.mark.parametrize("code", EMERGING)
def test_weights_follow_their_ring_and_labels_are_official(code):
    for item in theme(code).items:
        assert item.weight == {"core": 1.0, "extended": 0.5}[item.ring]
        assert item.label == activity(item.code, version="2").label


@pytest.mark.parametrize("found", themes(), ids=lambda found: found.code)
def test_every_theme_says_all_of_itself(found):
    assert found.field in FIELDS
    assert (
        found.source and found.licence and found.valid_from and found.supply and found.demand and found.coverage_notes
    )
    for sentence in found.coverage_notes:
        assert sentence.endswith("."), sentence
    assert found.version == "v1"


def test_a_field_holds_its_themes_and_all_together_are_all():
    assert sum(len(themes(field)) for field in FIELDS) == len(themes())
    assert [found.code for found in themes("Cross-Cutting-Issue")] == [
        "gender_in_innovation",
        "technology_and_knowledge_transfer",
        "internationalisation",
    ]


def test_a_theme_of_the_user_is_read_through_the_same_door(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("theme,title,nace_version,code,weight\nmine,Mine,2,21,1\n", encoding="utf-8")
    assert read_theme(path) == read_theme(str(path))
    with pytest.raises(SourceError, match="There is no file"):
        read_theme(str(tmp_path / "none.csv"))


@pytest.mark.extra_data
@pytest.mark.parametrize(("code", "n_core", "n_extended"), [
    ("active_ageing", 13, 17), ("green_economy", 12, 16), ("smart_mobility", 18, 19),
])  # fmt: skip
def test_embedded_lists_equal_the_proposal(extra_data: Path, code, n_core, n_extended):
    with (extra_data / "data" / "themes" / "themes_nace2_proposal.csv").open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file) if row["theme"] == code}
    found = theme(code)
    assert found.weights == {nace: float(row["weight"]) for nace, row in rows.items()}
    assert [sum(item.ring == ring for item in found.items) for ring in ("core", "extended")] == [n_core, n_extended]
