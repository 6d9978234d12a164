"""The screen Combine: which new cluster concept could be built of chosen clusters, for one emerging industry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat.codes.nuts import region as find_region
from clustrat.study.concept_study import ConceptStudy, concept_study, member_named, member_words
from clustrat.study.question import NUTS_VERSION, THEME_LEVEL
from clustrat.study.table_words import division_names
from clustrat_platform.atlas.registry import Screen, answer_to, ask_of
from clustrat_platform.atlas.results import Ask, Choice, Headline, ScreenResult, Section
from clustrat_platform.atlas.screens import shared
from clustrat_platform.atlas.screens.potential import DEFAULT_THEME, theme_choice, theme_of
from clustrat_platform.atlas.studies import check_region, refusals_of_the_core, study_of
from clustrat_platform.base.problems import Invalid, NotFound

if TYPE_CHECKING:
    from clustrat.publish.language import Translator

__all__ = ["COMBINE", "computed", "members_of", "result_of"]


def members_of(ask: Ask) -> list[str]:
    """The clusters named in an address, as ``ITH4.C31``; none where the choice is left to the search."""
    text = ask.address.state["members"]
    return text.split(",") if text else []


def _check(ask: Ask) -> None:
    check_region(ask)
    level = find_region(ask.address.code, version=NUTS_VERSION).level
    if level != THEME_LEVEL:
        inside = _("Concepts are built of regions of NUTS level 2; %(code)s is of level %(level)s.")
        raise NotFound(detail=inside % {"code": ask.address.code, "level": level})
    members = members_of(ask)
    if members and all(not it.startswith(f"{ask.address.code}.") for it in members):
        raise Invalid(
            detail=_("None of the clusters is of %(code)s; name at least one.") % {"code": ask.address.code},
            parameter="members",
            value=ask.address.state["members"],
            allowed=_("two to four clusters such as ITH4.C31,SI04.C32"),
        )


def computed(ask: Ask) -> tuple[ConceptStudy | None, Translator]:
    """The concept that an address asks for, worked out by the core; ``None`` where the search finds none."""
    answered = study_of(ask, theme=theme_of(ask))
    say = answered.study.translator
    with refusals_of_the_core():
        found = concept_study(
            answered.study.question,
            prepared=answered.prepared,
            say=say,
            members=[member_named(it) for it in members_of(ask)],
        )
    return found, say


def build(ask: Ask) -> ScreenResult:
    """The concept: what it reaches, what each cluster adds, its rating opened to its parts, and who could take a place."""
    answered = study_of(ask, theme=theme_of(ask))
    found, say = computed(ask)
    name = answered.study.region.name
    tables = found.tables if found is not None else {"concepts": answered.study.tables["concepts"]}
    certificates = found.certificates if found is not None else {"concepts": answered.study.certificates["concepts"]}
    return ScreenResult(
        ask=ask,
        title=_("Which new cluster concept could we build?"),
        subject=name,
        kicker=shared.kicker_of(answered),
        sentence=_sentence(found, say, region=name),
        tables=tables,
        certificates=certificates,
        main_table="concept_members" if found is not None else "concepts",
        headlines=_headlines(found, say) if found is not None else (),
        sections=_sections() if found is not None else (_nothing(),),
        choices=(theme_choice(say), _members_choice(ask, found), shared.year_choice(answered), shared.totals_choice()),
        notes=tuple(note for table in tables.values() for note in table.notes if note),
        sources=shared.sources_of(ask.edition, tables.values()),
        terms=shared.terms("added", "potential", "lq"),
        parameters=dict(tables["concepts"].parameters),
        python=shared.python_line(ask, "concepts"),
    )


def result_of(code: str, *, theme: str, members: Sequence[str], language: str, edition: str = "") -> ScreenResult:
    """The screen for chosen members, as a concept keeps it: pinned to the edition in use, or to one that is named."""
    # What an address means by default it leaves out, so that one question has one address and one hash.
    pairs = [("theme", "" if theme == DEFAULT_THEME else theme), ("members", ",".join(members)), ("v", edition)]
    return answer_to(ask_of(COMBINE, code, [(name, value) for name, value in pairs if value], language=language))


def member_label(text: str, *, language: str) -> str:
    """A cluster in words."""
    member = member_named(text)
    return _("%(industry)s (%(region)s)") % {
        "industry": division_names(member.industry, language)[1],
        "region": find_region(member.region, version=NUTS_VERSION).name,
    }


def _members_choice(ask: Ask, found: ConceptStudy | None) -> Choice:
    shown = ",".join(member_words(it) for it in found.concept.members) if found is not None else ""
    return Choice(
        name="members",
        label=_("Clusters"),
        help=_(
            "Two to four, each as region and division: %(example)s. Left empty: the best combination that the search finds."
        )
        % {"example": shown or "ITH4.C31,SI04.C32"},
    )


def _sentence(found: ConceptStudy | None, say: Translator, *, region: str) -> str:
    if found is None:
        return _("No combination of clusters reaches more of the theme than %(region)s alone.") % {"region": region}
    (row,) = found.tables["concepts"].as_records()
    params = {
        "members": row["members"],
        "coverage": say.percent(row["coverage"]),
        "rating": say.number(found.rating.rating, 1),
    }
    if not row["missing"]:
        return _("%(members)s together reach %(coverage)s of the theme; rated %(rating)s of 4.") % params
    words = _(
        "%(members)s together reach %(coverage)s of the theme; rated %(rating)s of 4. Still missing: %(missing)s."
    )
    return words % {**params, "missing": row["missing"]}


def _headlines(found: ConceptStudy, say: Translator) -> tuple[Headline, ...]:
    rows = found.tables["concept_rating"].as_records()
    first = Headline(
        value=say.percent(found.concept.coverage),
        label=_("reached of the theme"),
        note=_("there or within reach"),
        table="concepts",
        column="coverage",
    )
    return (
        first,
        *(
            Headline(
                value=say.number(row["score"], 1) if row["score"] is not None else "–",
                label=row["label"],
                note=_("of 4") if row["score"] is not None else _("not known"),
                table="concept_rating",
                row=number,
                column="score",
            )
            for number, row in enumerate(rows)
            if row["part"] != "reach"
        ),
    )


def _nothing() -> Section:
    return Section(
        anchor="concepts",
        heading=_("New cluster concepts"),
        table="concepts",
        empty=_(
            "No combination reaches more of the theme than the region alone. Name clusters yourself, or choose another theme."
        ),
    )


def _sections() -> tuple[Section, ...]:
    return (
        Section(
            anchor="concept",
            heading=_("What the clusters have together"),
            lead=_("A place to look, not an assessment: regions are compared by what their industries are, not by how people get along."),
            table="concepts",
            columns=("members", "coverage", "coverage_high", "present", "within_reach", "shared", "missing"),
            sortable=False,
        ),
        Section(
            anchor="members",
            heading=_("What each cluster adds, and at what scale"),
            table="concept_members",
            columns=("short_label", "region", "adds", "adds_present", "only_here", "scale_persons", "scale_probability", "sentence"),
            sortable=False,
        ),
        Section(
            anchor="rating",
            heading=_("How the concept is rated"),
            table="concept_rating",
            columns=("label", "score", "region"),
            sortable=False,
        ),
        Section(
            anchor="regions",
            heading=_("What its regions bring"),
            table="concept_regions",
            columns=("region", "potential", "specialisation", "relatedness", "enabling", "rd_strength", "will_and_demand", "enabling_actors_per_million"),
            sortable=False,
        ),
        Section(
            anchor="swaps",
            heading=_("Who could take a place, or join"),
            lead=_("To try one, put its code in the place of the other above."),
            table="concept_swaps",
            columns=("leaves_label", "joins_label", "joins", "coverage", "change", "gain"),
            sortable=False,
        ),
    )  # fmt: skip


COMBINE = Screen(
    noun="region",
    name="combine",
    label=gettext_lazy("Combine"),
    names=("year", "theme", "members", "totals", "sort", "tab", "part", "v"),
    build=build,
    check=_check,
    order=60,
)
