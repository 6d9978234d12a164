"""The parts of the screen Potential: which table stands where, in which words, and which of its rows are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clustrat.codes.themes import themes
from clustrat.study.combination_table import technology_words
from clustrat_platform.atlas.results import Ask, Bars, Choice, Heat, Section

if TYPE_CHECKING:
    from clustrat.evidence.result import ResultTable
    from clustrat.publish.language import Translator

__all__ = ["sections_of"]

#: Places above and below the region's own that are shown, how many lead, and how many that moved most.
N_AROUND, N_FIRST, N_MOVED = 3, 3, 5
N_PARTNERS = 15


def sections_of(
    ask: Ask, tables: Mapping[str, ResultTable], *, say: Translator, weights: Choice
) -> tuple[Section, ...]:
    """All parts whose tables there are, in the order in which they are read; a table that nobody names comes last."""
    region_address = f"/{ask.language}/region/{{code}}/potential"
    found = [
        Section(
            anchor="themes",
            heading=_("The emerging industries side by side"),
            lead=_(
                "A rating of this project, not an official assessment. Where intervals overlap, there is no clear order; the share of "
                "weightings in which a theme comes first says how far the order depends on weights."
            ),
            figures=("potential",),
            bars=Bars(words="label", value="potential", most=4.0),
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
            lead=_(
                "Every part of the rating keeps its score; only its weight is yours. What counts is how the weights stand to each "
                "other, and a part that is not known takes none."
            ),
            weights=weights,
            table="potential_weighted" if "potential_weighted" in tables else "",
            columns=("label", "potential", "order", "potential_weighted", "order_weighted", "confidence_weighted"),
            sortable=False,
            is_open=True,
        ),
        *_moves(ask, tables, say, region_address=region_address),
        Section(
            anchor="combinations",
            heading=_("Industry, technology and issue together"),
            lead=_(
                "No combination is stronger than its weakest part: that part is the number in the cell. Beside it stands how much is "
                "known. Open a cell for its three parts."
            ),
            table="combinations",
            heat=Heat(
                rows=("theme_label", "technology_label"),
                column="issue_label",
                value="score",
                share="confidence",
                words="weakest_label",
                parts=("potential", "enabling", "readiness"),
            ),
            rows=tuple(
                number
                for number, row in enumerate(tables["combinations"].as_records())
                if row["reason"] != "no_list"
            ),
            aside=tuple(
                (technology_words(it.code, it.title, say), _("no list of industries belongs to it"))
                for it in themes("key_enabling_technology")
                if not it.items
            ),
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
            bars=Bars(words="short_label", value="density_percentile", order="density_percentile"),
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
            bars=Bars(words="region", value="score", order="score"),
            table="partners",
            columns=("region", "nuts_code", "score", "score_low", "score_high", "added", "by_chance", "n_added", "distance_km", "borders"),
            rows=tuple(range(min(N_PARTNERS, len(tables["partners"].rows)))) if "partners" in tables else (),
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
    rest = [
        Section(anchor=name.replace("_", "-"), heading=table.title, table=name, sortable=False)
        for name, table in tables.items()
        if name not in named
    ]
    return tuple(it for it in (*found, *rest) if not it.table or it.table in tables)


def _moves(ask: Ask, tables: Mapping[str, ResultTable], say: Translator, *, region_address: str) -> list[Section]:
    """What other weights move among the regions, where some are given; and how places hold under all weightings."""
    code = ask.address.code
    found = []
    if "places_weighted" in tables:
        rows = tables["places_weighted"].as_records()
        found.append(
            Section(
                anchor="moved",
                heading=_("What your weights move"),
                lead=_moved_words(rows, code, say),
                table="places_weighted",
                columns=("region", "nuts_code", "place", "place_weighted", "moved", "potential", "potential_weighted"),
                rows=_shown(rows, code),
                link_column="nuts_code",
                row_address=region_address,
                sortable=False,
                is_open=True,
            )
        )
    stable = tables["place_stability"].as_records()
    return [
        *found,
        Section(
            anchor="stability",
            heading=_("Does the place depend on the weights?"),
            lead=_stability_words(stable, code, say),
            table="place_stability",
            columns=("region", "nuts_code", "place", "place_low", "place_high", "first_ten_share", "potential"),
            rows=_around(stable, code),
            link_column="nuts_code",
            row_address=region_address,
            sortable=False,
        ),
    ]


def _around(rows: list[dict[str, object]], code: str) -> tuple[int, ...]:
    """The first rows, and those about the region."""
    own = next((number for number, row in enumerate(rows) if row["nuts_code"] == code), None)
    near = () if own is None else range(max(own - N_AROUND, 0), min(own + N_AROUND + 1, len(rows)))
    return tuple(sorted({*range(min(N_FIRST, len(rows))), *near}))


def _shown(rows: list[dict[str, object]], code: str) -> tuple[int, ...]:
    """The first, those about the region, and those that moved most either way."""
    moved = [number for number, row in enumerate(rows) if row["moved"]]
    moved.sort(key=lambda number: int(str(rows[number]["moved"])))
    return tuple(sorted({*_around(rows, code), *moved[:N_MOVED], *moved[-N_MOVED:]}))


def _moved_words(rows: list[dict[str, object]], code: str, say: Translator) -> str:
    n_moved = sum(bool(row["moved"]) for row in rows)
    own = next((row for row in rows if row["nuts_code"] == code), None)
    counted = ngettext(
        "Of %(all)s regions %(n)s changes its place.", "Of %(all)s regions %(n)s change their place.", n_moved
    ) % {"n": say.number(n_moved), "all": say.number(len(rows))}
    if own is None or own["place_weighted"] is None or own["place"] is None:
        return _("%(counted)s Too little is known of this region under these weights for a place.") % {
            "counted": counted
        }
    params = {
        "region": own["region"],
        "before": say.number(float(str(own["place"]))),
        "after": say.number(float(str(own["place_weighted"]))),
        "counted": counted,
    }
    if own["moved"] == 0:
        return _("%(region)s keeps place %(before)s. %(counted)s") % params
    return _("%(region)s goes from place %(before)s to place %(after)s. %(counted)s") % params


def _stability_words(rows: list[dict[str, object]], code: str, say: Translator) -> str:
    own = next((row for row in rows if row["nuts_code"] == code), None)
    if own is None:
        return _("Too little is known of this region for a place, whatever the weights.")
    return _(
        "Weights were drawn many times from all there are. In nine of ten of them %(region)s is between place %(low)s and place %(high)s "
        "of %(n)s regions; it is among the first ten in %(share)s of them."
    ) % {
        "region": own["region"],
        "low": say.number(float(str(own["place_low"]))),
        "high": say.number(float(str(own["place_high"]))),
        "n": say.number(len(rows)),
        "share": say.chance(float(str(own["first_ten_share"]))),
    }
