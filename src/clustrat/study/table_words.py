"""What tables of a study have in common: plain numbers, stars, reasons, labels, parameters, and their sources in words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from clustrat.clusters.strength import FIRM, LIKELY, UNKNOWN
from clustrat.codes.nace import label
from clustrat.evidence.flags import CellStatus
from clustrat.publish.language import Translator
from clustrat.study.question import NACE_VERSION, NUTS_VERSION, StudyQuestion

if TYPE_CHECKING:
    from clustrat.study.answer import Prepared

__all__ = [
    "REASONS",
    "division_names",
    "plain",
    "source_line",
    "source_words",
    "stars_text",
    "table_parameters",
    "totals_words",
]

#: A citation as tables carry it.
CITATION = re.compile(r"Source: (?P<publisher>[^,:;]+), (?P<tables>[^;]+); edition (?P<edition>[^;]+)")
#: The vintage of a table without a date, and of one that was put together from two.
YEAR_AS_VINTAGE = re.compile(r"vintage figures to (?P<last>\d{4})(?=;|$)")
TWO_VINTAGES = re.compile(r"vintage figures to (?P<last>\d{4}) and, for codes of former versions, to (?P<former>\d{4})")
#: Why a cell has no figure; a cell of any other status needs no reason.
REASONS = {
    CellStatus.SUPPRESSED: "confidential_source",
    CellStatus.NOT_AVAILABLE: "not_available",
    CellStatus.NOT_COLLECTED: "not_collected",
}


def plain(value: Any) -> Any:
    """A number of NumPy as a plain one; ``nan`` and infinite are missing."""
    if value is None or isinstance(value, str | bool):
        return value
    number = float(value)
    return number if math.isfinite(number) else None


def stars_text(marks: Sequence[int]) -> str:
    """Stars as text: filled for firm, outlined for likely, a question mark for unknown.

    >>> stars_text([FIRM, FIRM, LIKELY, UNKNOWN])
    '★★☆?'
    """
    firm, likely, unknown = (sum(mark == kind for mark in marks) for kind in (FIRM, LIKELY, UNKNOWN))
    return "★" * firm + "☆" * likely + "?" * unknown


def division_names(code: str, language: str) -> tuple[str, str]:
    """The whole and the short label of a division."""
    return (
        label(code, version=NACE_VERSION, language=language).text,
        label(code, version=NACE_VERSION, language=language, short=True).text,
    )


def table_parameters(question: StudyQuestion, prepared: Prepared) -> dict[str, Any]:
    """The parameters that a table of strengths rests on, with the versions of its code lists."""
    return {
        "totals": question.totals,
        "scheme": question.scheme,
        "presence_cut": question.presence_cut,
        "claim_probability": question.claim_probability,
        "interval": question.interval,
        "year": prepared.year,
        "base_year": prepared.base_year,
        "nuts_version": NUTS_VERSION,
        "nace_version": NACE_VERSION,
        "edition": prepared.edition.id,
    }


def totals_words(totals: str, say: Translator, *, level: int) -> str:
    """The convention of the reference totals in words, for regions of a NUTS level."""
    if totals == "published":
        return say.text("the national figures of all countries in the table")
    return say.text("the sum of the published figures of all NUTS-%(level)s regions in the table", level=level)


def source_line(sources: Sequence[str], say: Translator) -> str:
    """One line for all sources of a table: the publisher and the edition are named once."""
    if len(sources) < 2:
        return "".join(sources)
    parts = [source.removeprefix("Source: ").split("; edition ") for source in sources]
    publishers = dict.fromkeys(part[0].split(", ")[0] for part in parts)
    if len(publishers) > 1:
        return "; ".join(sources)
    publisher = next(iter(publishers))
    listed = "; ".join(part[0].removeprefix(f"{publisher}, ") for part in parts)
    return say.text(
        "Source: %(publisher)s: %(tables)s; edition %(edition)s",
        publisher=publisher,
        tables=listed,
        edition=parts[0][1],
    )


def source_words(sources: Sequence[str], say: Translator) -> str:
    """Where figures come from, in the language of the report; a source of another form stays as it is."""
    line = source_line(sources, say)
    if len(sources) == 1 and (parts := CITATION.fullmatch(line)) is not None:
        line = say.text("Source: %(publisher)s: %(tables)s; edition %(edition)s", **parts.groupdict())
    vintage = say.text("vintage")
    line = TWO_VINTAGES.sub(
        lambda found: say.text(
            "figures to %(last)s and, for codes of former versions, to %(former)s", **found.groupdict()
        ),
        line,
    )
    line = YEAR_AS_VINTAGE.sub(lambda found: say.text("figures to %(last)s", **found.groupdict()), line)
    return line.replace(", vintage ", f", {vintage} ")
