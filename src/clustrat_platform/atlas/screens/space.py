"""The screen Industry space: what is related to what, and what a region has of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat.publish.networks import space_chart
from clustrat.study.industry_space_tables import industry_space_tables
from clustrat.study.table_words import source_words
from clustrat_platform.atlas.addresses import FORMATS, NETWORK_FORMATS
from clustrat_platform.atlas.registry import Screen
from clustrat_platform.atlas.results import Ask, Choice, ScreenResult, Section
from clustrat_platform.atlas.screens import shared
from clustrat_platform.atlas.studies import Answered, check_region, refusals_of_the_core, study_of
from clustrat_platform.atlas.table_views import sorted_rows
from clustrat_platform.base.problems import Invalid

if TYPE_CHECKING:
    from clustrat.evidence.result import ResultTable
    from clustrat.publish.figures import Figure

__all__ = ["SPACE"]


def build(ask: Ask) -> ScreenResult:
    """The network of industries with what the region has in it, and the neighbours of one industry by strength."""
    answered = study_of(ask)
    study, say, chosen = answered.study, answered.study.translator, ask.address.state["sel"]
    with refusals_of_the_core():
        found = industry_space_tables(study.question, prepared=answered.prepared, region=study.region, say=say)
    nodes, links = found.tables["industry_space"], found.tables["neighbours"]
    codes = nodes.column("nace_code")
    if chosen and chosen not in codes:
        raise Invalid(
            detail=_("'%(code)s' is no industry of this space.") % {"code": chosen},
            parameter="sel",
            value=chosen,
            allowed=codes,
        )
    names = dict(zip(codes, nodes.column("short_label"), strict=True))
    near = tuple(number for number, code in enumerate(links.column("nace_code")) if code == chosen)
    step = f"/{ask.language}/region/{ask.address.code}/space?sel={{code}}"
    return ScreenResult(
        ask=ask,
        title=_("What is related to what?"),
        subject=study.region.name,
        kicker=shared.kicker_of(answered),
        sentence=_sentence(nodes, links, chosen, answered),
        tables=found.tables,
        certificates=found.certificates,
        main_table="industry_space",
        sketches={"space": partial(_draw, answered, nodes, links, chosen)},
        sections=(
            Section(
                anchor="space",
                heading=_("The industry space"),
                lead=_(
                    "Industries that are found together in many regions stand near to each other. Place and groups are the same for "
                    "every region; colour and size are this region's own."
                ),
                figures=("space",),
                table="industry_space",
                columns=(
                    "short_label",
                    "nace_code",
                    "community_label",
                    "employment_persons",
                    "lq",
                    "density",
                    "n_links",
                ),
                rows=tuple(sorted_rows(nodes, range(len(nodes.rows)), "-lq")),
                is_twin=True,
                link_column="nace_code",
                row_address=step,
            ),
            Section(
                anchor="neighbours",
                heading=_("Neighbours of %(industry)s, the nearest first") % {"industry": names[chosen]}
                if chosen
                else _("Neighbours, the nearest first"),
                lead=_("Follow a neighbour to step through the space: the list is the equal of the picture."),
                table="neighbours",
                columns=("neighbour_label", "neighbour", "proximity", "neighbour_is_present"),
                rows=near,
                sortable=False,
                link_column="neighbour",
                row_address=f"{step}#neighbours",
                empty=_("Choose an industry to see what is related to it."),
            ),
        ),
        choices=(
            Choice(
                name="sel",
                label=_("Industry"),
                options=(("", _("none")), *((code, f"{code} {names[code]}") for code in codes)),
            ),
            shared.year_choice(answered),
            shared.totals_choice(),
            shared.cut_choice(),
        ),
        notes=shared.notes_of(
            found.diagnostics,
            say,
            *nodes.notes,
            _("One-to-one comparison is off here: the place of an industry says nothing of a region."),
        ),
        sources=shared.sources_of(ask.edition, found.tables.values()),
        terms=shared.terms("proximity", "fit", "lq", "hidden"),
        parameters=dict(nodes.parameters),
    )


def _sentence(nodes: ResultTable, links: ResultTable, chosen: str, answered: Answered) -> str:
    say = answered.study.translator
    rows = nodes.as_records()
    if chosen:
        near = [row for row in links.as_records() if row["nace_code"] == chosen]
        here = sum(bool(row["neighbour_is_present"]) for row in near)
        return _("Of the %(n)s industries nearest to %(industry)s, %(here)s are present here.") % {
            "n": say.number(len(near)),
            "industry": next(row["short_label"] for row in rows if row["nace_code"] == chosen),
            "here": say.number(here),
        }
    present = [row for row in rows if row["is_present"]]
    groups: dict[str, int] = {}
    for row in present:
        groups[row["community_label"]] = groups.get(row["community_label"], 0) + 1
    top = max(sorted(groups), key=lambda name: groups[name], default="")
    if not top:
        return _("No industry passes the threshold here.")
    return _("%(n)s of %(all)s industries are present; most of them, %(top)s, belong to the group %(group)s.") % {
        "n": say.number(len(present)),
        "all": say.number(len(rows)),
        "top": say.number(groups[top]),
        "group": top,
    }


def _draw(answered: Answered, nodes: ResultTable, links: ResultTable, chosen: str) -> Figure:
    say, study = answered.study.translator, answered.study
    strong = sorted((row for row in nodes.as_records() if row["lq"] is not None), key=lambda row: -row["lq"])
    listed = "; ".join(f"{row['short_label']} ({say.number(row['lq'], 1)})" for row in strong[:5])
    return space_chart(
        nodes,
        links,
        chosen=chosen,
        say=say,
        title=_("Where the strengths of %(region)s lie in the industry space") % {"region": study.region.name},
        alt=_(
            "Network of industries. Highest relative presence: %(listed)s. The table lists all, with their neighbours."
        )
        % {"listed": listed},
        source=source_words(nodes.sources, say),
    )


SPACE = Screen(
    noun="region",
    name="space",
    label=gettext_lazy("Industry space"),
    names=("year", "sel", "totals", "cut", "sort", "tab", "part", "v"),
    build=build,
    check=check_region,
    order=50,
    formats=(*FORMATS, *NETWORK_FORMATS),
)
