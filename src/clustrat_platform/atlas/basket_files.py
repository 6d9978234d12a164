"""A basket as one file: for each piece its tables, its pictures and its metadata, and a README that says what all of it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from clustrat.evidence.flags import FLAG_MEANINGS
from clustrat_platform.atlas.archives import packed
from clustrat_platform.atlas.baskets import answer_at
from clustrat_platform.atlas.drift import Shown
from clustrat_platform.atlas.renderers import as_document, json_bytes, long_citation_of, render
from clustrat_platform.atlas.results import ScreenResult
from clustrat_platform.atlas.table_views import reason_words
from clustrat_platform.base.problems import Problem

__all__ = ["zip_of"]

MOST_NAMED = 12


def zip_of(items: Sequence[Shown], *, title: str) -> bytes:
    """A basket as a ZIP: per piece its tables as CSV, its pictures and its JSON; one metadata.json and one README for all."""
    files: list[tuple[str, bytes]] = []
    lines = [title, "", _("Each piece is frozen at the edition it names; the same address gives the same figures."), ""]
    metadata: list[dict[str, Any]] = []
    for number, item in enumerate(items, start=1):
        found, words, names = _piece(number, item)
        files += found
        lines += [*words, ""]
        metadata.append(_metadata(item, files=names))
    files.append(("metadata.json", json_bytes({"title": title, "items": metadata})))
    files.append(("README.txt", "\n".join([*lines, *_legend()]).encode("utf-8")))
    return packed(files)


def _piece(number: int, item: Shown) -> tuple[list[tuple[str, bytes]], list[str], list[str]]:
    """The files of a piece, what the README says of it, and the names of the files."""
    kept = item.kept
    words = [f"{number}. {kept.subject}: {kept.title}", *([kept.sentence] if kept.sentence else [])]
    try:
        result, address = answer_at(kept.address, language=kept.language)
    except Problem as problem:
        words += [f"! {problem.detail or problem.title}", *_figures(item), *_note(item)]
        return [], words, []
    part = address.state.values.get("part", "")
    folder = f"{number:02d}-{address.code}-{address.screen}"
    tables = [result.table_of(part).name] if part else list(result.tables)
    figures = [name for name in ([part] if part else result.figure_names) if name in result.sketches]
    files = [(f"{folder}/result.json", json_bytes(as_document(result)))]
    files += [(f"{folder}/{name}.csv", render(result, suffix="csv", part=name)) for name in tables]
    files += [(f"{folder}/{name}.svg", render(result, suffix="svg", part=name)) for name in figures]
    words += [
        long_citation_of(result),
        _("Short link: %(address)s") % {"address": f"{settings.SITE_ORIGIN}/f/{item.short_id}"},
        *(_("Credit: %(words)s") % {"words": it} for it in _credits(result)),
        *_figures(item),
        *_note(item),
        *([f"! {item.drift}"] if item.drift else []),
        *(_columns(result, name) for name in tables),
        *(line for name in tables for line in _substitutions(result, name)),
    ]
    return files, words, [name for name, _data in files]


def _credits(result: ScreenResult) -> list[str]:
    return list(
        dict.fromkeys(line.attribution or line.licence for line in result.sources if line.attribution or line.licence)
    )


def _figures(item: Shown) -> list[str]:
    return [f"- {it.label}: {it.frozen}{f' {it.unit}' if it.unit else ''}" for it in item.figures]


def _note(item: Shown) -> list[str]:
    return [_("Note: %(note)s") % {"note": item.note}] if item.note else []


def _columns(result: ScreenResult, name: str) -> str:
    columns = "; ".join(
        f"{column.name} = {column.words}{f' ({column.unit})' if column.unit else ''}"
        for column in result.tables[name].columns
    )
    return f"{name}.csv: {columns}"


def _substitutions(result: ScreenResult, name: str) -> list[str]:
    """Rows in which a figure of another year or place stands in."""
    table = result.tables[name]
    reasons = [column.name for column in table.columns if column.role == "reason"]
    rows = [record for record in table.as_records() if any(record[it] == "substituted" for it in reasons)]
    label = next((column.name for column in table.columns if column.role == "label"), table.columns[0].name)
    named = "; ".join(str(record[label]) for record in rows[:MOST_NAMED])
    return [_("%(table)s.csv: of another year or place: %(rows)s") % {"table": name, "rows": named}] if rows else []


def _legend() -> list[str]:
    """What flags and reasons mean, in every README."""
    reasons = (
        "confidential_source",
        "confidential_derived",
        "not_available",
        "not_collected",
        "not_computable",
        "substituted",
    )
    return [
        _("An empty cell is a missing figure, never nought; the column 'reason' says why it is missing:"),
        *(f"- {it}: {reason_words(it)}" for it in reasons),
        _("Flags, as published:"),
        *(f"- {letter}: {words}" for letter, words in sorted(FLAG_MEANINGS.items())),
        "",
    ]


def _metadata(item: Shown, *, files: list[str]) -> dict[str, Any]:
    kept = item.kept
    return {
        "address": f"{settings.SITE_ORIGIN}/{kept.language}{kept.address}",
        "short_link": f"{settings.SITE_ORIGIN}/f/{item.short_id}",
        "edition": kept.edition,
        "result_hash": kept.result_hash,
        "is_same": item.is_same,
        "subject": kept.subject,
        "title": kept.title,
        "sentence": kept.sentence,
        "figures": [dict(it) for it in kept.figures],
        "note": item.note,
        "kept_at": item.kept_at.isoformat() if item.kept_at else None,
        "files": files,
    }
