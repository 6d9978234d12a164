"""What the screens of a region share: sources with their licence, fields of the form, sentences, words of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clustrat.codes.nuts import region as find_region
from clustrat.evidence.result import Diagnostic, ResultTable
from clustrat.publish.language import Translator
from clustrat.study.diagnostic_words import in_words
from clustrat.study.question import NUTS_VERSION
from clustrat_platform.atlas.results import Ask, Badge, Choice, Say, SourceLine
from clustrat_platform.atlas.studies import Answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustrat.publish.figures import Figure
    from clustrat.store.catalog import Edition

__all__ = [
    "OF_STUDIES",
    "base_choice",
    "country_of",
    "cut_choice",
    "interval_columns",
    "kicker_of",
    "notes_of",
    "peers_choice",
    "python_line",
    "scheme_choice",
    "sketches_of",
    "sources_of",
    "statements_of",
    "terms",
    "totals_choice",
    "year_choice",
]

#: Parameters of every screen that shows a study.
OF_STUDIES = ("year", "base", "peers", "totals", "scheme", "cut")
interval_columns = ("lq", "interval")


def country_of(code: str) -> str:
    """The name of the country of a region."""
    return find_region(code[:2], version=NUTS_VERSION).name.title()


def kicker_of(answered: Answered) -> str:
    """The line above the title: what kind of place this is, and of which year and edition the figures are."""
    study = answered.study
    level = {0: _("Country"), 1: _("NUTS 1"), 2: _("NUTS 2")}[study.region.level]
    place = study.region.code if study.region.level == 0 else f"{study.region.code} · {country_of(study.region.code)}"
    return f"{place} · {level} · {study.year}"


def sources_of(edition: Edition, tables: Iterable[ResultTable]) -> tuple[SourceLine, ...]:
    """The sources of tables, each once, with the licence and the words that it asks for."""
    wanted = dict.fromkeys(source for table in tables for source in table.sources)
    by_citation = {edition.provenance(name).citation: entry for name, entry in edition.tables.items()}
    found = []
    for citation in wanted:
        entry = by_citation.get(citation)
        found.append(
            SourceLine(
                citation=citation,
                table_code=entry.table_code if entry else "",
                licence=entry.licence if entry else "",
                attribution=entry.attribution if entry else "",
            )
        )
    return tuple(found)


def notes_of(diagnostics: Sequence[Diagnostic], say: Translator, *more: str) -> tuple[str, ...]:
    """What should be known of the figures, in sentences, each once."""
    return tuple(dict.fromkeys([*(in_words(it, say) for it in diagnostics), *(text for text in more if text)]))


def statements_of(answered: Answered, kinds: tuple[str, ...] = ()) -> tuple[Say, ...]:
    """The findings of a study, all or of some kinds, with the word for how sure each is."""
    words = {
        "published": _("published"),
        "sure": _("sure"),
        "perhaps": _("perhaps"),
        "limit": _("not known"),
    }
    return tuple(
        Say(text=it.text, sure=it.sure, word=words[it.sure])
        for it in answered.study.findings
        if not kinds or it.kind in kinds
    )


def sketches_of(answered: Answered, names: tuple[str, ...]) -> Mapping[str, Callable[[], Figure]]:
    """The figures of a study that a screen shows, those that there are."""
    there = answered.figures
    return {name: partial(there.__getitem__, name) for name in names if name in there}


def python_line(ask: Ask, table: str) -> str:
    """The line of Python that gives the main table, with the parameters that differ from their defaults."""
    state = ask.address.state
    names = {"year": "year", "base": "base_year", "cut": "presence_cut"}
    parts = [f'region="{ask.address.code}"']
    for name, value in state.values.items():
        if name in names:
            parts.append(f"{names[name]}={value}")
        elif name in ("peers", "totals", "scheme", "theme"):
            parts.append(f'{name}="{value}"')
    asked = ", ".join(parts)
    return (
        "from clustrat.store.catalog import open_edition\n"
        "from clustrat.study.question import StudyQuestion\n"
        "from clustrat.study.run import prepare, run_study\n\n"
        f"question = StudyQuestion({asked})\n"
        f'run_study(question, prepared=prepare(open_edition(), question)).tables["{table}"]'
    )


def badge_of(quality: Any) -> Badge:
    """The word about the data as a badge."""
    return Badge(level=quality.level, word=quality.word, reasons=quality.reasons)


def year_choice(answered: Answered) -> Choice:
    """The years in which the region has figures."""
    years = answered.prepared.landscape.years_with_figures[answered.study.region.code]
    default = answered.prepared.landscape.choose_year(answered.study.region.code, None)
    options = tuple((str(year), str(year)) for year in years if year != default)
    return Choice(name="year", label=_("Year"), options=(("", _("%(year)s (default)") % {"year": default}), *options))


def base_choice(answered: Answered) -> Choice:
    """The years from which growth can be counted."""
    landscape = answered.prepared.landscape
    year = answered.study.year
    default = landscape.choose_base_year(None, year=year)
    options = tuple((str(it), str(it)) for it in landscape.years if it < year and it != default)
    first = (
        ("", _("%(year)s (default)") % {"year": default}) if default is not None else ("", _("none before this year"))
    )
    return Choice(name="base", label=_("Change since"), options=(first, *options))


def totals_choice() -> Choice:
    """Both conventions of reference totals."""
    return Choice(
        name="totals",
        label=_("Reference"),
        options=(
            ("", _("all regions, published figures (default)")),
            ("published", _("all countries, national figures")),
        ),
        help=_("What a share is compared with. The reference contains the region."),
    )


def scheme_choice() -> Choice:
    """The star schemes."""
    return Choice(
        name="scheme",
        label=_("Stars"),
        options=(
            ("", _("European Panorama, 4 stars (default)")),
            ("eco_v1", _("Cluster Observatory, 3 stars")),
            ("us_cmp", _("US Cluster Mapping")),
        ),
    )


def cut_choice() -> Choice:
    """The threshold of relative presence."""
    return Choice(
        name="cut",
        label=_("Relative presence of at least"),
        step="0.1",
        help=_("1 is the share of the reference; 2 is twice that share."),
    )


def peers_choice(answered: Answered) -> Choice:
    """The rules for peers."""
    return Choice(
        name="peers",
        label=_("Peers"),
        options=(
            ("", _("ten most alike in structure (default)")),
            ("country", _("regions of the country")),
            ("ce9", _("nine Central European countries")),
            ("eu", _("all regions with figures")),
        ),
    )


def peers_words(answered: Answered) -> str:
    """The rule of the peers in a sentence, with their number: it stands on every figure that compares."""
    study = answered.study
    n = len(study.peer_codes)
    rule = {
        "nearest": _("the regions whose industries are made up most alike"),
        "country": _("the other regions of the country with figures"),
        "ce9": _("the regions of nine Central European countries with figures"),
        "eu": _("all other regions with figures"),
    }.get(study.question.peers, _("regions chosen one by one"))
    return ngettext("Peer: %(rule)s (%(n)s).", "Peers: %(rule)s (%(n)s).", n) % {"rule": rule, "n": n}


def terms(*names: str) -> tuple[tuple[str, str], ...]:
    """Words of the vocabulary with their plain meaning (screens.md 4)."""
    known = {
        "lq": (
            _("Relative presence (location quotient, LQ)"),
            _(
                "The share of an industry in the region's persons employed, divided by its share in the reference area: 2 means "
                "twice the usual share, 1 the same."
            ),
        ),
        "interval": (
            _("Interval"),
            _(
                "Quotients of small industries swing by chance. The interval holds the quotient, drawn towards 1 as far as few "
                "local units stand behind it, with a probability of 90 %."
            ),
        ),
        "sure": (
            _("How sure"),
            _("The probability that the relative presence is at least the threshold chosen."),
        ),
        "stars": (
            _("Stars"),
            _("★ a test surely met, ☆ likely met, ? not known, because figures are hidden. The scheme names the tests."),
        ),
        "traded": (
            _("Traded and local"),
            _("Traded clusters sell beyond the region; local ones serve it, and are found everywhere."),
        ),
        "hidden": (
            _("Hidden to protect firms"),
            _("Where one or two firms would be recognised, the statistical office hides the figure. Such an industry is not absent."),
        ),
        "place": (
            _("Place among peers"),
            _("Counted from the highest, over regions that have a figure of the same year; regions without one are named by their number."),
        ),
        "shift": (
            _("Shift-share"),
            _(
                "A change in three parts that add up: what the national trend would have brought, what the mix of industries adds, "
                "and what is the region's own. It describes; it does not explain."
            ),
        ),
        "distance": (
            _("Structural distance"),
            _("How different the shares of industries of two regions are, 0 (alike) to 1 (nothing in common)."),
        ),
        "fit": (
            _("Fit with what is here (relatedness density)"),
            _("The share of the industries related to it that are already present in the region."),
        ),
        "know_how": (
            _("Know-how depth (complexity)"),
            _("A rank by how few regions, themselves diverse, have an industry; never used alone."),
        ),
        "potential": (
            _("Potential, 0 to 4"),
            _("The geometric mean of the parts that are known. What is missing lowers the confidence, and is never zero."),
        ),
        "readiness": (
            _("Readiness, 0 to 4"),
            _("Where a region stands among all regions in an issue, over the indicators that are known; not whether that is enough."),
        ),
        "coverage": (
            _("Coverage"),
            _("The share of the indicators that have a figure, of the region itself or, marked so, of its country."),
        ),
        "added": (
            _("What a partner adds"),
            _("The part of what the region lacks of the theme that a partner has, or has near; not how alike the two are."),
        ),
        "proximity": (
            _("Related (proximity)"),
            _("Found together in regions more often than one would think: the smaller of the two conditional probabilities."),
        ),
    }  # fmt: skip
    return tuple(known[name] for name in names)
