"""The folder of a study: report, tables, figures and ``study.json``, written whole or not at all."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from clustrat.evidence.result import canonical_json
from clustrat.publish.figures import png_pictures
from clustrat.publish.files import staged_folder, write_bytes, write_table
from clustrat.publish.reports import html_bytes, pdf_bytes
from clustrat.study.answer import Study
from clustrat.study.boundaries import find_boundaries
from clustrat.study.question import FORMATS
from clustrat.study.report import report_of
from clustrat.study.report_figures import figures_of

__all__ = ["write_study"]


def write_study(study: Study, out: Path, *, formats: Collection[str] = FORMATS, boundaries: Path | None = None) -> Path:
    """Write a study.

    Parameters
    ----------
    study
        The answer.
    out
        The folder to make; a former study in it is replaced, anything else is refused.
    formats
        Any of ``html``, ``pdf``, ``csv``, ``svg``, ``png``; ``study.json`` is always written.
    boundaries
        NUTS boundaries for the choropleth; those fetched before are used if there are any.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    ParameterError
        ``out`` holds something that is not a study.
    StorageError
        The disk is full or refuses; nothing is left.
    """
    with staged_folder(out) as stage:
        if "csv" in formats:
            (stage / "tables").mkdir()
            for name, table in study.tables.items():
                write_table(table, certificate=study.certificates[name], path=stage / "tables" / f"{name}.csv")
        if {"html", "pdf", "svg", "png"} & set(formats):
            figures = figures_of(study, boundaries=find_boundaries(boundaries, level=study.region.level))
            if {"svg", "png"} & set(formats):
                (stage / "figures").mkdir()
            if "svg" in formats:
                for figure in figures.values():
                    write_bytes(stage / "figures" / f"{figure.name}.svg", figure.standalone().encode("utf-8"))
            if "png" in formats:
                for name, picture in png_pictures(list(figures.values())).items():
                    write_bytes(stage / "figures" / f"{name}.png", picture)
            if {"html", "pdf"} & set(formats):
                report = report_of(study, figures)
                if "html" in formats:
                    write_bytes(stage / "report.html", html_bytes(report))
                if "pdf" in formats:
                    write_bytes(stage / "report.pdf", pdf_bytes(report))
        write_bytes(stage / "study.json", canonical_json(study.as_record()).encode("utf-8"))
    return out
