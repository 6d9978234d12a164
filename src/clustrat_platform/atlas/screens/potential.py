"""The screen Potential: where a region could go, in one theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat.codes.nuts import region as find_region
from clustrat.codes.themes import Theme, themes
from clustrat.codes.themes import theme as theme_by_code
from clustrat.errors import CodeListError
from clustrat.evidence.disclosure import certify
from clustrat.study.combination_table import combination_table, technology_words
from clustrat.study.potential_tables import component_words, theme_words
from clustrat.study.question import NUTS_VERSION, THEME_LEVEL
from clustrat.study.readiness_table import issue_words
from clustrat.study.weighted_places import moved_table, rated_regions, stability_table
from clustrat.study.weighted_tables import weighted_table
from clustrat_platform.atlas.registry import Screen
from clustrat_platform.atlas.results import Ask, Choice, Headline, ScreenResult
from clustrat_platform.atlas.screens import shared
from clustrat_platform.atlas.screens.potential_sections import sections_of
from clustrat_platform.atlas.studies import Answered, check_region, refusals_of_the_core, study_of
from clustrat_platform.atlas.theme_lists import frozen_theme, frozen_themes
from clustrat_platform.base.problems import Invalid, NotFound

if TYPE_CHECKING:
    from clustrat.evidence.result import ResultTable
    from clustrat.publish.figures import Figure
    from clustrat.publish.language import Translator

__all__ = ["DEFAULT_THEME", "POTENTIAL", "theme_choice", "theme_of", "why_not"]

DEFAULT_THEME = "active_ageing"


def theme_of(ask: Ask) -> Theme:
    """The list of industries asked for: ``code`` for the newest of the package, ``code.version`` for another or for one frozen here.

    Raises
    ------
    Invalid
        There is no such theme, it has no list, or no such version; the refusal names those that can be rated.
    """
    asked = ask.address.state["theme"] or DEFAULT_THEME
    code, _dot, version = asked.partition(".")
    ratable = {name: it for it in themes() if it.items for name in (it.code, *it.aliases)}
    if code not in ratable:
        raise Invalid(
            detail=_("There is no theme '%(name)s' with a list of industries.") % {"name": asked},
            parameter="theme",
            value=asked,
            allowed=sorted({it.code for it in ratable.values()}),
        )
    newest = ratable[code]
    if version in ("", newest.version):
        return newest
    try:
        return theme_by_code(newest.code, version=version)
    except CodeListError:
        return frozen_theme(newest.code, version)


def why_not(code: str) -> str:
    """Why themes are not rated for a region: only those of NUTS level 2 are."""
    level = find_region(code, version=NUTS_VERSION).level
    if level == THEME_LEVEL:
        return ""
    inside = _("Themes are rated for regions of NUTS level 2; %(code)s is of level %(level)s.")
    return inside % {"code": code, "level": level}


def _check(ask: Ask) -> None:
    check_region(ask)
    if reason := why_not(ask.address.code):
        raise NotFound(detail=reason)
    theme_of(ask)


def build(ask: Ask) -> ScreenResult:
    """The rating of the region in the theme opened to its cells, its stability, the quadrants, partners and concepts."""
    theme = theme_of(ask)
    answered = study_of(ask, theme=theme)
    plain = study_of(ask)
    study, say = answered.study, answered.study.translator
    tables: dict[str, ResultTable] = {
        name: table for name, table in study.tables.items() if name not in plain.study.tables
    }
    certificates = {name: study.certificates[name] for name in tables}
    potential = tables["potential"]
    weights = _weights(ask.address.state["w"])
    more = [combination_table(potential, tables["readiness"], say=say)]
    with refusals_of_the_core():
        rated = rated_regions(study.question, prepared=answered.prepared)
        more.append(stability_table(rated, say=say))
        if weights:
            more += [weighted_table(potential, weights, say=say), moved_table(rated, weights, say=say)]
    tables |= {table.name: table for table in more}
    certificates |= {table.name: certify(table) for table in more}
    own = next(row for row in potential.as_records() if row["theme"] == theme.code)
    return ScreenResult(
        ask=ask,
        title=_("Where could we go?"),
        subject=study.region.name,
        kicker=shared.kicker_of(answered),
        sentence=_sentence(own, say, region=study.region.name),
        tables=tables,
        certificates=certificates,
        main_table="potential",
        headlines=_headlines(own, say),
        sketches=_sketches(answered),
        sections=sections_of(ask, tables, say=say, weights=_weights_choice(say)),
        choices=(
            theme_choice(say),
            shared.year_choice(answered),
            shared.totals_choice(),
            shared.cut_choice(),
        ),
        notes=shared.notes_of(
            [it for it in study.diagnostics if it not in plain.study.diagnostics], say, *potential.notes
        ),
        sources=shared.sources_of(ask.edition, tables.values()),
        terms=shared.terms("potential", "fit", "know_how", "added", "proximity", "lq"),
        parameters=dict(potential.parameters),
        python=shared.python_line(ask, "potential"),
    )


def _sketches(answered: Answered) -> dict[str, Callable[[], Figure]]:
    there = answered.theme_figures
    return {name: partial(there.__getitem__, name) for name in there}


def _weights(text: str) -> dict[str, float]:
    return {name: float(number) for name, _colon, number in (part.partition(":") for part in text.split(",") if part)}


def theme_choice(say: Translator) -> Choice:
    """The field of the lists that can be rated, the usual one first, and of themes that cannot, each with its reason."""
    found = []
    for it in sorted((it for it in themes() if it.items), key=lambda it: it.code != DEFAULT_THEME):
        words = {"theme": theme_words(it.code, it.title, say), "version": it.version}
        found.append(("" if it.code == DEFAULT_THEME else it.code, _("%(theme)s (%(version)s)") % words))
        found += [
            (
                f"{it.code}.{own.version}",
                _("%(theme)s (%(version)s, frozen at this site)") % {**words, "version": own.version},
            )
            for own in frozen_themes(it.code)
        ]
    return Choice(
        name="theme",
        label=_("Theme and version of its list"),
        options=tuple(found),
        impossible=tuple(_without_list(it, say) for it in themes() if not it.items),
    )


def _without_list(theme: Theme, say: Translator) -> tuple[str, str]:
    """A theme that cannot be rated, and why: it has no list of industries, or is an issue, which is none."""
    if theme.field == "cross_cutting_issue":
        return issue_words(theme.code, say), _("an issue, see Cross-cutting")
    words = technology_words(theme.code, theme_words(theme.code, theme.title, say), say)
    return words, _("no list of industries")


def _weights_choice(say: Translator) -> Choice:
    return Choice(
        name="w",
        label=_("Weights of the parts"),
        options=tuple(component_words(say).items()),
        help=_("From 0 to 10 each; 1 is the weight of the rating as published."),
    )


def _sentence(row: Mapping[str, Any], say: Translator, *, region: str) -> str:
    if row["potential"] is None:
        return _("%(theme)s: these statistics do not show enough of %(region)s for a rating.") % {
            "theme": row["label"],
            "region": region,
        }
    params = {
        "theme": row["label"],
        "potential": say.number(row["potential"], 1),
        "low": say.number(row["potential_low"], 1),
        "high": say.number(row["potential_high"], 1),
        "place": say.number(row["place"]),
        "n": say.number(row["n_ranked"]),
        "confidence": say.percent(row["confidence"]),
    }
    if row["place"] is None:
        return _("%(theme)s: %(potential)s of 4 (between %(low)s and %(high)s), too little known for a place.") % params
    return (
        _(
            "%(theme)s: %(potential)s of 4 (between %(low)s and %(high)s), place %(place)s of %(n)s regions; %(confidence)s of the "
            "parts are known."
        )
        % params
    )


def _headlines(row: Mapping[str, Any], say: Translator) -> tuple[Headline, ...]:
    words = component_words(say)
    return tuple(
        Headline(
            value=say.number(row[name], 1) if row[name] is not None else "–",
            label=words[name],
            note=_("of 4") if row[name] is not None else _("not known"),
            table="potential",
            column=name,
        )
        for name in words
        if name in row
    )


POTENTIAL = Screen(
    noun="region",
    name="potential",
    label=gettext_lazy("Potential"),
    names=("year", "theme", "w", "totals", "cut", "sort", "tab", "part", "v"),
    build=build,
    check=_check,
    why_not=why_not,
    order=40,
)
