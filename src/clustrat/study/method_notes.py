"""The small print of a report: what the words mean, what the figures cannot say, and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustrat.publish.language import Translator
from clustrat.study.table_words import source_words, totals_words

if TYPE_CHECKING:
    from clustrat.study.answer import Study

__all__ = ["definitions", "limits"]


def definitions(study: Study, say: Translator) -> tuple[tuple[str, str], ...]:
    """Terms and their meaning, with the region's own parameters."""
    question = study.question
    return (
        (
            say.text("Location quotient (LQ)"),
            say.text(
                "The share of an industry in the region's persons employed, divided by its share in the reference area. 1 is the "
                "usual share. Reference totals: %(convention)s.",
                convention=totals_words(question.totals, say, level=study.region.level),
            ),
        ),
        (
            say.text("Interval and how sure"),
            say.text(
                "Quotients of small industries swing by chance. They are drawn towards 1 as far as few local units stand behind "
                "them (Gamma-Poisson); the interval holds the drawn quotient with %(interval)s probability, and 'how sure' is the "
                "probability that it is at least %(cut)s.",
                interval=say.percent(question.interval),
                cut=say.number(question.presence_cut, 1),
            ),
        ),
        (
            say.text("Persons employed"),
            say.text("Persons working in the local units of an industry, paid or not (Eurostat V16110)."),
        ),
        (
            say.text("Hidden"),
            say.text(
                "Confidential at source (flag c). Where a sum rests on hidden parts, these are allocated from published totals, "
                "and the sum says which share of it is imputed; a sum over a single hidden part is not shown."
            ),
        ),
        (
            say.text("Sources"),
            source_words(sorted({source for table in study.tables.values() for source in table.sources}), say),
        ),
        (
            say.text("Repeat it"),
            say.text("clustrat study --verify study.json recomputes every table and says whether each is equal."),
        ),
    )


def limits(study: Study, say: Translator) -> tuple[str, ...]:
    """What the figures cannot say."""
    return (
        say.text(
            "These are structural business statistics: farming, finance, public administration, education, health and care, arts "
            "and membership organisations are not in them. A quotient compares shares: it can rise because others fall. A "
            "specialised industry is not yet a cluster; who works with whom, no table of employment says."
        ),
    )
