from clustrat.store.catalog import open_edition
from clustrat.store.tables import read_table
from clustrat.study.table_origins import ORIGINS


def test_every_column_of_the_embedded_edition_is_documented():
    edition = open_edition()
    assert set(edition.tables) == set(ORIGINS)
    for name, origin in ORIGINS.items():
        assert set(read_table(edition, name).columns) == set(origin.columns), name
        assert dict(edition.table(name).columns) == dict(origin.columns), name


def test_every_origin_says_source_code_vintage_and_licence():
    for name, origin in ORIGINS.items():
        assert name.startswith("core_eurostat__")
        assert all((origin.title, origin.table_code, origin.vintage, origin.licence, origin.attribution)), name


def test_units_and_missing_values_are_explained_in_every_table_of_figures():
    for name, origin in ORIGINS.items():
        if not name.endswith("sbs_bounds"):
            assert "null = none published" in origin.columns["value"], name
            assert "flag" in origin.columns, name
