"""The screen Potential: where a region could go, in one theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat.codes.nuts import region as find_region
from clustrat.codes.themes import themes
from clustrat.evidence.disclosure import certify
from clustrat.study.potential_tables import component_words, theme_words
from clustrat.study.question import NUTS_VERSION, THEME_LEVEL
from clustrat.study.weighted_tables import weighted_table
from clustrat_platform.atlas.registry import Screen
from clustrat_platform.atlas.results import Ask, Choice, Headline, ScreenResult, Section
from clustrat_platform.atlas.screens import shared
from clustrat_platform.atlas.studies import Answered, check_region, refusals_of_the_core, study_of
from clustrat_platform.base.problems import Invalid, NotFound

if TYPE_CHECKING:
    from clustrat.evidence.result import ResultTable
    from clustrat.publish.figures import Figure
    from clustrat.publish.language import Translator

__all__ = ["POTENTIAL", "theme_of"]

DEFAULT_THEME = "active_ageing"


def theme_of(ask: Ask) -> str:
    """The theme asked for, by its canonical name; one that cannot be rated is refused with the names of those that can."""
    asked = ask.address.state["theme"] or DEFAULT_THEME
    ratable = {name: it.code for it in themes() if it.items for name in (it.code, *it.aliases)}
    if asked not in ratable:
        raise Invalid(
            detail=_("There is no theme '%(name)s' with a list of industries.") % {"name": asked},
            parameter="theme",
            value=asked,
            allowed=sorted(set(ratable.values())),
        )
    return ratable[asked]


def _check(ask: Ask) -> None:
    check_region(ask)
    level = find_region(ask.address.code, version=NUTS_VERSION).level
    if level != THEME_LEVEL:
        inside = _("Themes are rated for regions of NUTS level 2; %(code)s is of level %(level)s.")
        raise NotFound(detail=inside % {"code": ask.address.code, "level": level})


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
    if weights:
        with refusals_of_the_core():
            weighed = weighted_table(potential, weights, say=say)
        tables["potential_weighted"], certificates["potential_weighted"] = weighed, certify(weighed)
    own = next(row for row in potential.as_records() if row["theme"] == theme)
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
        sections=tuple(it for it in _sections(ask, tables, theme, say) if not it.table or it.table in tables),
        choices=(
            Choice(name="theme", label=_("Theme"), options=_theme_options(say)),
            Choice(
                name="w",
                label=_("Weights of the parts"),
                options=tuple(component_words(say).items()),
                help=_("From 0 to 10 each; 1 is the weight of the rating as published."),
            ),
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


def _sections(ask: Ask, tables: Mapping[str, ResultTable], theme: str, say: Translator) -> list[Section]:
    region_address = f"/{ask.language}/region/{{code}}/overview"
    found = [
        Section(
            anchor="themes",
            heading=_("The emerging industries side by side"),
            lead=_(
                "A rating of this project, not an official assessment. Where intervals overlap, there is no clear order; the share of "
                "weightings in which a theme comes first says how far the order depends on weights."
            ),
            figures=("potential",),
            table="potential",
            is_open=True,
            columns=(
                "label", "potential", "potential_low", "potential_high", "confidence", "place", "n_ranked", "first_share", "is_clear",
                "coverage",
            ),
            sortable=False,
        ),
        Section(
            anchor="weights",
            heading=_("With your weights"),
            lead=_("Only the weights differ; every part keeps its score. A part that is not known takes none."),
            table="potential_weighted",
            columns=("label", "potential", "order", "potential_weighted", "order_weighted", "confidence_weighted"),
            sortable=False,
        ),
        Section(
            anchor="why",
            heading=_("Why? The parts of the rating"),
            lead=_("Each part is a score from 0 to 4. Without it the rating would be the number beside it."),
            table="potential_components",
            columns=("component_label", "label", "raw", "unit", "score", "component_score", "potential_without", "year"),
            sortable=False,
        ),
        Section(
            anchor="cells",
            heading=_("The figures behind the rating"),
            lead=_("Every cell that the rating rests on, as published, with its flag and its part in the indicator."),
            table="potential_cells",
            columns=("label", "code", "role", "weight", "value", "unit", "year", "contribution"),
        ),
        Section(
            anchor="quadrants",
            heading=_("What the region lacks, by nearness and know-how"),
            lead=_("Possible entrants stand by themselves: near ones share their neighbours with what is here already."),
            figures=("quadrants",),
            table="quadrants",
            columns=("short_label", "nace_code", "quadrant_label", "density", "density_percentile", "complexity_percentile", "theme_weight"),
            empty=_("There is no industry that the region is known to lack."),
        ),
        Section(
            anchor="outlook",
            heading=_("What may come, and why"),
            lead=_("The chance that a missing industry is there in five years, by a model that was held against the past (see below)."),
            table="outlook",
            columns=("short_label", "nace_code", "probability", "shrunken_lq", "theme_weight"),
            sortable=False,
        ),
        Section(
            anchor="reasons",
            heading=_("What holds the rating up, and what down"),
            table="potential_reasons",
            columns=("short_label", "code", "change", "potential_without", "sentence"),
            sortable=False,
        ),
        Section(
            anchor="clusters",
            heading=_("The region's industries before the theme"),
            table="theme_clusters",
            columns=("short_label", "nace_code", "employment_persons", "potential", "specialisation", "relatedness", "enabling"),
        ),
        Section(
            anchor="readiness",
            heading=_("Cross-cutting issues"),
            lead=_("Gender in innovation, transfer of technology, internationalisation: what is known, and what is not."),
            table="readiness",
            columns=("issue_label", "label", "value", "unit", "year", "level", "score", "readiness", "coverage_pct"),
            sortable=False,
        ),
        Section(
            anchor="partners",
            heading=_("Regions that add what is missing"),
            lead=_("Ranked by what they add beyond chance; how alike they are never counts."),
            figures=("partners",),
            table="partners",
            columns=("region", "nuts_code", "score", "score_low", "score_high", "added", "by_chance", "n_added", "distance_km", "borders"),
            rows=tuple(range(min(15, len(tables["partners"].rows)))) if "partners" in tables else (),
            link_column="nuts_code",
            row_address=region_address,
        ),
        Section(
            anchor="partner-reasons",
            heading=_("Why these partners"),
            table="partner_reasons",
            columns=("region", "number", "sentence"),
            sortable=False,
        ),
        Section(
            anchor="absent",
            heading=_("Why not the obvious one"),
            table="partners_absent",
            columns=("region", "relation", "rank", "sentence"),
            sortable=False,
        ),
        Section(
            anchor="concepts",
            heading=_("New cluster concepts"),
            lead=_("Combinations of clusters that together reach most of the theme; a place to look, not an assessment."),
            table="concepts",
            columns=("members", "coverage", "present", "within_reach", "shared", "missing"),
            sortable=False,
            empty=_("No combination reaches more of the theme than the region alone."),
        ),
        Section(
            anchor="members",
            heading=_("What each cluster adds, and at what scale"),
            table="concept_members",
            columns=("region", "short_label", "adds", "adds_present", "scale_persons", "scale_probability", "sentence"),
            sortable=False,
        ),
        Section(
            anchor="merged",
            heading=_("Across borders: what only a whole area has"),
            table="merged",
            columns=("regions", "short_label", "part_name", "employment_persons", "lq", "interval", "probability_specialised", "only_merged"),
            sortable=False,
            empty=_("No industry is specialised only together with a neighbour."),
        ),
        Section(
            anchor="backtest",
            heading=_("Does such advice hold? A look back"),
            lead=_("Forecasts made with the figures of earlier years, held against what has come since."),
            table="backtest",
            columns=("period", "group_label", "label", "n", "n_entries", "auc", "auc_low", "auc_high", "gain", "precision_at_5", "recall_at_10"),
            sortable=False,
        ),
    ]  # fmt: skip
    named = {it.table for it in found}
    return found + [
        Section(anchor=name.replace("_", "-"), heading=table.title, table=name, sortable=False)
        for name, table in tables.items()
        if name not in named
    ]


def _sketches(answered: Answered) -> dict[str, Callable[[], Figure]]:
    there = answered.theme_figures
    return {name: partial(there.__getitem__, name) for name in there}


def _weights(text: str) -> dict[str, float]:
    return {name: float(number) for name, _colon, number in (part.partition(":") for part in text.split(",") if part)}


def _theme_options(say: Translator) -> tuple[tuple[str, str], ...]:
    found = [
        (
            "" if it.code == DEFAULT_THEME else it.code,
            theme_words(it.code, it.title, say),
        )
        for it in themes()
        if it.items
    ]
    return tuple(sorted(found, key=lambda option: option[0] != ""))


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
    order=40,
)
