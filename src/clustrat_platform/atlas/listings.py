"""Lists for programs: regions, codes, themes, and the published figures themselves, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from clustrat.codes import nace, nuts
from clustrat.codes.themes import theme, themes
from clustrat.evidence.flags import FLAG_MEANINGS
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import translator
from clustrat.store.tables import read_table
from clustrat.study.kept import kept
from clustrat.study.potential_tables import theme_words
from clustrat_platform.atlas.keeping import kept_result
from clustrat_platform.atlas.queries import folded
from clustrat_platform.base.problems import Invalid, NotFound

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition

__all__ = ["code_list", "listed_regions", "listed_themes", "observations", "one_theme"]

#: What stands in one row of a list of regions.
OF_REGION = ("code", "name", "level", "country", "parent", "lon", "lat")
#: Tables that are for calculation only: what published sums leave for hidden figures is never given out.
NOT_GIVEN = ("core_eurostat__sbs_bounds",)
#: Column of a table -> the filter that reads it.
FILTERS = {"nuts_code": "region", "nace_code": "industry", "year": "year", "measure": "measure"}


def listed_regions(
    *, words: str, country: str, level: int | None, version: str, after: str, limit: int, as_map: bool
) -> dict[str, Any]:
    """Some regions of a NUTS version, in the order of their codes, and the code after which the next page begins."""
    wanted = folded(words)
    found = [
        it
        for it in nuts.regions(version=version, level=level, country=country or None)
        if it.code > after and (not wanted or wanted in folded(f"{it.code} {it.name}"))
    ]
    shown, following = _page(found, limit)
    items = [{name: getattr(it, name) for name in OF_REGION} for it in shown]
    if not as_map:
        return {"items": items, "next": following, "nuts_version": version}
    return {
        "type": "FeatureCollection",
        "next": following,
        "features": [
            {
                "type": "Feature",
                "id": it["code"],
                "geometry": None if it["lon"] is None else {"type": "Point", "coordinates": [it["lon"], it["lat"]]},
                "properties": it,
            }
            for it in items
        ],
    }


def _page(found: list[Any], limit: int) -> tuple[list[Any], str | None]:
    shown = found[:limit]
    return shown, shown[-1].code if len(found) > limit else None


def code_list(name: str, *, language: str, after: str, limit: int) -> dict[str, Any]:
    """A code list by its name with its version.

    Raises
    ------
    NotFound
        There is none; the refusal names those there are.
    """
    if name == "flags":
        return {
            "items": [{"code": code, "label": words} for code, words in sorted(FLAG_MEANINGS.items())],
            "next": None,
        }
    kind, _dash, version = name.partition("-")
    if kind == "nuts" and version in nuts.VERSIONS:
        return listed_regions(words="", country="", level=None, version=version, after=after, limit=limit, as_map=False)
    if kind == "nace" and version in ("2", "2.1"):
        rows = nace.activities(version=version)
        place = next((number + 1 for number, it in enumerate(rows) if it.code == after), 0)
        if after and not place:
            raise Invalid(detail=_("There is no such code to go on after."), parameter="after", value=after)
        shown, following = _page(list(rows[place:]), limit)
        return {
            "items": [
                {
                    "code": it.code,
                    "table_code": it.table_code,
                    "level": it.level,
                    "label": nace.label(it.code, version=version, language=language).text,
                }
                for it in shown
            ],
            "next": following,
        }
    known = [*(f"nuts-{it}" for it in nuts.VERSIONS), "nace-2", "nace-2.1", "flags"]
    raise NotFound(detail=_("There is no code list '%(name)s'.") % {"name": name}, near=known)


def listed_themes(language: str) -> dict[str, Any]:
    """All themes, with the version of each list and how many industries are in it."""
    say = translator(language)
    found = [
        {
            "code": it.code,
            "title": theme_words(it.code, it.title, say),
            "field": it.field,
            "kind": it.kind,
            "version": it.version,
            "nace_version": it.nace_version,
            "n_items": len(it.items),
            "content_hash": it.content_hash,
        }
        for it in themes()
    ]
    return {"items": found, "next": None}


def one_theme(code: str, language: str) -> dict[str, Any]:
    """One theme with its industries and weights."""
    found = theme(code)
    say = translator(language)
    return {**asdict(found), "title": theme_words(found.code, found.title, say), "content_hash": found.content_hash}


def observations(
    edition: Edition,
    *,
    table: str,
    region: str | None,
    industry: str | None,
    year: int | None,
    measure: str | None,
    after: int,
    limit: int,
) -> tuple[ResultTable, int | None]:
    """Some published figures of a table, in its order, and the number after which the next page begins.

    Raises
    ------
    NotFound
        The edition has no such table, or it is for calculation only.
    Invalid
        The table has no column for a filter.
    """
    import polars as pl

    given = [name for name in sorted(edition.tables) if name not in NOT_GIVEN]
    if table not in given:
        raise NotFound(detail=_("This edition gives out no table '%(name)s'.") % {"name": table}, near=given)
    frame: pl.DataFrame = kept_result(
        ("table", edition.folder, edition.id, table), lambda: kept(edition, table, lambda: read_table(edition, table))
    )
    filters = {"region": region, "industry": industry, "year": year, "measure": measure}
    columns = {name: column for column, name in FILTERS.items() if column in frame.columns}
    for name, value in filters.items():
        if value is None:
            continue
        if name not in columns:
            raise Invalid(
                detail=_("Table %(table)s has no column to filter by '%(name)s'.") % {"table": table, "name": name},
                parameter=name,
                value=str(value),
                allowed=sorted(columns),
            )
        column = pl.col(columns[name])
        frame = frame.filter(column == value if name == "year" else column.cast(pl.String) == value)
    part = frame.slice(after, limit)
    entry = edition.tables[table]
    words = dict(entry.columns)
    shown = ResultTable(
        name=table,
        title=entry.title,
        columns=tuple(Column(name=name, words=words.get(name, name), role=_role(name)) for name in frame.columns),
        rows=tuple(_plain(row) for row in part.iter_rows()),
        sources=(edition.provenance(table).citation,),
        parameters={"edition": edition.id},
    )
    return shown, after + limit if after + limit < frame.height else None


def _role(name: str) -> Any:
    return {"value": "value", "flag": "flag"}.get(name, "key")


def _plain(row: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(cell if cell is None or isinstance(cell, str | bool | int | float) else str(cell) for cell in row)
