"""The screen Compare: how a region compares with peers chosen by rule, or one by one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat.codes.nace import label
from clustrat.codes.nuts import regions
from clustrat.evidence.disclosure import certify
from clustrat.publish import maps
from clustrat.publish.figures import Figure
from clustrat.study.headline_tables import data_quality, headline_table
from clustrat.study.peer_tables import map_table
from clustrat.study.question import NACE_VERSION, NUTS_VERSION
from clustrat.study.table_words import source_words
from clustrat_platform.atlas.registry import Screen
from clustrat_platform.atlas.results import Ask, Choice, ScreenResult, Section
from clustrat_platform.atlas.screens import shared
from clustrat_platform.atlas.screens.overview import headlines_of
from clustrat_platform.atlas.studies import Answered, check_region, loaded_boundaries, study_of
from clustrat_platform.atlas.table_views import INTERVAL, sorted_rows
from clustrat_platform.base.problems import Invalid

if TYPE_CHECKING:
    from clustrat.evidence.result import ResultTable

__all__ = ["COMPARE"]


def build(ask: Ask) -> ScreenResult:
    """Headlines, strongest industries and one industry on the map against the peers, and the change taken apart."""
    answered = study_of(ask)
    study, say, state = answered.study, answered.study.translator, ask.address.state
    industry = _industry(answered, state["ind"])
    headline = headline_table(study, prepared=answered.prepared, say=say)
    mapped = map_table(answered.prepared, industry, language=ask.language, say=say)
    tables = {
        "peer_comparison": study.tables["peer_comparison"],
        "peers": study.tables["peers"],
        "headline": headline,
        "map": mapped,
        "shift_share": study.tables["shift_share"],
        "shift_share_detail": study.tables["shift_share_detail"],
    }
    certificates = {**study.certificates, "headline": certify(headline), "map": certify(mapped)}
    drawn = _maps(answered, mapped, industry) if industry else {}
    region_address = f"/{ask.language}/region/{{code}}/compare"
    rule = shared.peers_words(answered)
    return ScreenResult(
        ask=ask,
        title=_("How do we compare?"),
        subject=study.region.name,
        kicker=shared.kicker_of(answered),
        sentence=rule,
        tables=tables,
        certificates={name: certificates[name] for name in tables},
        main_table="peer_comparison",
        headlines=headlines_of(headline, say),
        badge=shared.badge_of(data_quality(study, say=say)),
        sketches={**shared.sketches_of(answered, ("peers", "shift_share")), **drawn},
        sections=(
            Section(
                anchor="industries",
                heading=_("The strongest industries among peers"),
                lead=_("Where the intervals of two regions overlap, there is no clear difference."),
                figures=("peers",),
                table="peer_comparison",
                columns=("short_label", "region", "employment_persons", "lq", INTERVAL),
                is_twin=True,
                empty=_("No industry passes the threshold, so none is compared."),
            ),
            Section(
                anchor="map",
                heading=_("Where else is it strong? %(industry)s")
                % {"industry": label(industry, version=NACE_VERSION, language=ask.language, short=True).text}
                if industry
                else _("Where else is it strong?"),
                figures=tuple(drawn),
                table="map",
                columns=("region", "nuts_code", "employment_persons", "lq", INTERVAL),
                rows=tuple(sorted_rows(mapped, range(len(mapped.rows)), "-lq")),
                is_twin=True,
                link_column="nuts_code",
                row_address=region_address,
                empty=_("Choose an industry to see it on the map."),
            ),
            Section(
                anchor="peers",
                heading=_("The peers"),
                lead=rule,
                table="peers",
                columns=("region", "nuts_code", "distance", "coverage", "employment_persons")
                if study.peers
                else ("region", "nuts_code", "employment_persons"),
                link_column="nuts_code",
                row_address=region_address,
                empty=_("No other region has figures in this year."),
            ),
            Section(
                anchor="change",
                heading=_("What the change is made of"),
                figures=("shift_share",),
                table="shift_share",
                columns=("label", "persons"),
                is_twin=True,
                sortable=False,
                empty=_("There is no earlier year to count the change from."),
            ),
            Section(
                anchor="change-detail",
                heading=_("The change, industry by industry"),
                table="shift_share_detail",
                columns=("label", "code", "change_persons", "national_persons", "mix_persons", "regional_persons"),
                rows=tuple(
                    number
                    for number, kind in enumerate(study.tables["shift_share_detail"].column("kind"))
                    if kind == "division"
                ),
                empty=_("There is no earlier year to count the change from."),
            ),
        ),
        choices=(
            shared.peers_choice(answered),
            Choice(
                name="own",
                label=_("Or own peers"),
                help=_("Up to ten codes joined by commas, such as ITH3,SI04,AT21."),
            ),
            Choice(
                name="ind",
                label=_("Industry on the map"),
                options=(("", _("the strongest (default)")), *_industry_options(answered, ask.language)),
            ),
            shared.year_choice(answered),
            shared.base_choice(answered),
            shared.totals_choice(),
        ),
        notes=shared.notes_of(
            study.diagnostics,
            say,
            _(
                "One comparison is of one year, one version of NACE and one of NUTS; the reference area contains the region."
            ),
        ),
        sources=shared.sources_of(ask.edition, tables.values()),
        terms=shared.terms("lq", "interval", "place", "distance", "shift"),
        parameters={**study.tables["divisions"].parameters, "peers": study.question.peers, "industry": industry or ""},
        python=shared.python_line(ask, "peer_comparison"),
    )


def _industry(answered: Answered, code: str) -> str | None:
    """The industry on the map: the one asked for, which must be observed, or the strongest."""
    industries = answered.prepared.landscape.industries
    if code:
        if code not in industries:
            raise Invalid(
                detail=_("'%(code)s' is no NACE division of these statistics.") % {"code": code},
                parameter="ind",
                value=code,
                allowed=list(industries),
            )
        return code
    top = next(iter(answered.study.strongest(1)), None)
    return None if top is None else str(top["nace_code"])


def _industry_options(answered: Answered, language: str) -> list[tuple[str, str]]:
    return [
        (code, f"{code} {label(code, version=NACE_VERSION, language=language, short=True).text}")
        for code in answered.prepared.landscape.industries
    ]


def _maps(answered: Answered, table: ResultTable, industry: str) -> dict[str, Any]:
    """The symbol map, the tile map where the region has a tile, the choropleth where boundaries are loaded."""
    study = answered.study
    draw = partial(_map, answered, table, industry)
    found: dict[str, Any] = {"map": partial(draw, "map")}
    if maps.has_tiles(study.region.code):
        found["map_tiles"] = partial(draw, "map_tiles")
    if loaded_boundaries(study.region.level) is not None:
        found["map_filled"] = partial(draw, "map_filled")
    return found


def _map(answered: Answered, table: ResultTable, industry: str, name: str) -> Figure:
    study, say = answered.study, answered.study.translator
    places = {it.code: it for it in regions(version=NUTS_VERSION, level=study.region.level)}
    points = [
        maps.MapPoint(
            code=row["nuts_code"],
            name=row["region"],
            x_km=places[row["nuts_code"]].x_km,
            y_km=places[row["nuts_code"]].y_km,
            persons=row["employment_persons"],
            lq=row["lq"],
            is_hidden=row["reason"] == "confidential_source",
        )
        for row in table.as_records()
    ]
    ranked = sorted((it for it in points if it.lq is not None), key=lambda it: (-(it.lq or 0.0), it.code))
    place = next((number for number, it in enumerate(ranked, start=1) if it.code == study.region.code), None)
    words = label(industry, version=NACE_VERSION, language=study.question.language, short=True).text
    named = "; ".join(f"{it.name} ({say.number(it.lq, 1)})" for it in ranked[:5])
    title = (
        say.text("%(industry)s by region", industry=words)
        if place is None
        else say.text(
            "%(industry)s: the region ranks %(place)s of %(n)s regions with a figure",
            industry=words,
            place=say.number(place),
            n=len(ranked),
        )
    )
    shared_parts: dict[str, Any] = {
        "highlight": study.region.code,
        "say": say,
        "table": "map",
        "source": source_words(table.sources, say),
        "title": title,
        "alt": say.text(
            "Map of %(industry)s. Highest location quotients: %(named)s.", industry=table.title, named=named
        ),
    }
    if name == "map_tiles":
        tiles = say.text("%(industry)s, one tile per region of Central Europe", industry=words)
        return maps.tile_map(points, name=name, **{**shared_parts, "title": tiles})
    if name == "map_filled":
        boundaries = loaded_boundaries(study.region.level)
        filled = say.text("%(industry)s by region", industry=words)
        return maps.choropleth(points, boundaries, name=name, **{**shared_parts, "title": filled})
    return maps.symbol_map(points, name=name, **shared_parts)


COMPARE = Screen(
    noun="region",
    name="compare",
    label=gettext_lazy("Compare"),
    names=("year", "base", "peers", "ind", "totals", "sort", "tab", "part", "v"),
    build=build,
    check=check_region,
    order=30,
)
