"""What a study says about a theme: the rating and its reasons, what may come, partners, concepts, readiness, and the limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from clustrat.publish.language import Translator
from clustrat.study.answer import Finding
from clustrat.study.outlook_tables import score_words
from clustrat.study.potential_tables import theme_words

if TYPE_CHECKING:
    from clustrat.study.answer import Study

__all__ = ["DETAIL", "HEADLINE", "coverage_notes", "find_theme"]

#: Kinds of these findings: the headline stands among all findings of a report, the details at the head of their chapter.
HEADLINE, DETAIL = "theme", "theme_detail"
N_REASONS = 3
#: A change of a rating that two digits show.
LEAST_CHANGE = 0.005
N_COMING = 4
N_PARTNERS = 5
#: Diagnostics of a region with few figures.
FEW = ("few_industries", "theme_seen")


def find_theme(study: Study, *, say: Translator) -> Iterator[Finding]:
    """The findings about the theme, the most important first; none where the question has no theme."""
    if study.question.theme is None:
        return
    yield _rating(study, say)
    yield from _order(study, say)
    yield from _reasons(study, say)
    yield from _coming(study, say)
    yield from _past(study, say)
    yield from _partners(study, say)
    yield from _absent(study, say)
    yield from _concept(study, say)
    yield from _ready(study, say)
    yield from _few(study, say)
    yield _limits(study, say)


def _own(study: Study) -> dict[str, Any]:
    return study.tables["potential"].as_records()[0]


def _rating(study: Study, say: Translator) -> Finding:
    row = _own(study)
    words: dict[str, Any] = {"theme": row["label"], "region": study.region.name}
    if row["potential"] is None:
        text = say.text("%(theme)s: too little is known of %(region)s for a rating.", **words)
        return Finding(kind=HEADLINE, sure="limit", tables=("potential",), text=text)
    words |= {
        "rating": say.number(row["potential"], 1),
        "interval": say.percent(study.question.interval),
        "low": say.number(row["potential_low"], 1),
        "high": say.number(row["potential_high"], 1),
        "known": say.percent(row["confidence"]),
        "n": say.number(row["n_ranked"]),
    }
    if row["place"] is None:
        text = say.text(
            "%(theme)s: potential %(rating)s of 4 (%(interval)s interval %(low)s to %(high)s), not ranked, because only %(known)s of the "
            "parts of the rating are known.",
            **words,
        )
    else:
        text = say.text(
            "%(theme)s: potential %(rating)s of 4 (%(interval)s interval %(low)s to %(high)s), place %(place)s of %(n)s regions; %(known)s "
            "of the parts of the rating are known. A rating of this project, not an official assessment.",
            place=say.number(row["place"]),
            **words,
        )
    return Finding(kind=HEADLINE, sure="perhaps", tables=("potential",), text=text)


def _order(study: Study, say: Translator) -> Iterator[Finding]:
    """Which theme comes first, and whether weights or chance could change that."""
    rows = [row for row in study.tables["potential"].as_records() if row["place"] is not None]
    if len(rows) < 2:
        return
    ranked = sorted(rows, key=lambda row: -row["potential"])
    named = "; ".join(
        say.text(
            "%(theme)s %(rating)s (first under %(share)s of all weightings)",
            theme=row["label"],
            rating=say.number(row["potential"], 1),
            share=say.chance(row["first_share"]),
        )
        for row in ranked
    )
    text = (
        say.text("The themes stand in a clear order: %(named)s.", named=named)
        if all(row["is_clear"] for row in ranked[:-1])
        else say.text("There is no clear order among the themes, because intervals overlap: %(named)s.", named=named)
    )
    yield Finding(kind=DETAIL, sure="perhaps", tables=("potential",), text=text)


def _reasons(study: Study, say: Translator) -> Iterator[Finding]:
    rows = [row for row in study.tables["potential_reasons"].as_records() if abs(row["change"]) >= LEAST_CHANGE]
    up = [row for row in rows if row["change"] < 0][:N_REASONS]
    down = [row for row in rows if row["change"] > 0][:N_REASONS]

    def named(some: list[dict[str, Any]]) -> str:
        return "; ".join(
            say.text(
                "%(what)s (without it %(rating)s)",
                what=row["short_label"],
                rating=say.number(row["potential_without"], 2),
            )
            for row in some
        )

    if up:
        yield Finding(
            kind=DETAIL,
            sure="published",
            tables=("potential_reasons",),
            text=say.text("The figures that hold the rating up most: %(named)s.", named=named(up)),
        )
    if down:
        yield Finding(
            kind=DETAIL,
            sure="published",
            tables=("potential_reasons",),
            text=say.text("The figures that hold it down most: %(named)s.", named=named(down)),
        )


def _coming(study: Study, say: Translator) -> Iterator[Finding]:
    table = study.tables["outlook"]
    rows = [row for row in table.as_records() if row["theme_weight"] > 0]
    if not rows:
        yield Finding(
            kind=DETAIL,
            sure="limit",
            tables=("outlook",),
            text=say.text("The region is not known to lack any industry of the theme that has figures."),
        )
        return
    target = study.year + int(table.parameters["horizon"])
    named = "; ".join(
        say.text(
            "%(industry)s (%(chance)s; its presence is %(lq)s)",
            industry=row["short_label"],
            chance=say.chance(row["probability"]),
            lq=say.number(row["shrunken_lq"], 2),
        )
        for row in rows[:N_COMING]
    )
    yield Finding(
        kind=DETAIL,
        sure="perhaps",
        tables=("outlook",),
        text=say.text(
            "Of the industries of the theme that are missing, the likeliest to be specialised by %(year)s, if all goes on as it did: "
            "%(named)s.",
            year=target,
            named=named,
        ),
    )


def _past(study: Study, say: Translator) -> Iterator[Finding]:
    rows = [row for row in study.tables["backtest"].as_records() if row["group"] == "all"]
    years = sorted({row["base_year"] for row in rows}, reverse=True)
    for year in years[:1]:
        by_score = {row["score"]: row for row in rows if row["base_year"] == year}
        model = by_score["model"]
        best = by_score[model["over"]]
        yield Finding(
            kind=DETAIL,
            sure="published",
            tables=("backtest",),
            text=say.text(
                "What the past says of such forecasts: made in %(base)s for %(target)s, an industry that came stood above one that did not "
                "in %(auc)s of pairs (95%% interval %(low)s to %(high)s); the best single signal, %(best)s, reached %(best_auc)s. Of the "
                "first five industries named for each region, %(precision)s came.",
                base=year,
                target=model["target_year"],
                auc=say.percent(model["auc"], 1),
                low=say.percent(model["auc_low"], 1),
                high=say.percent(model["auc_high"], 1),
                best=_quoted(score_words(str(best["score"]), say)),
                best_auc=say.percent(best["auc"], 1),
                precision=say.percent(model["precision_at_5"]),
            ),
        )


def _quoted(words: str) -> str:
    return f"\u201c{words}\u201d"


def _partners(study: Study, say: Translator) -> Iterator[Finding]:
    rows = study.tables["partners"].as_records()[:N_PARTNERS]
    if not rows:
        yield Finding(
            kind=DETAIL,
            sure="limit",
            tables=("partners",),
            text=say.text(
                "No partner can be named: nothing of the theme is known to be missing, or no region passes the filters."
            ),
        )
        return
    named = "; ".join(
        say.text(
            "%(region)s (%(added)s against %(chance)s)",
            region=row["region"],
            added=say.percent(row["added"]),
            chance=say.percent(row["by_chance"]),
        )
        for row in rows
    )
    overlaps = len(rows) > 1 and rows[0]["score_low"] <= rows[1]["score_high"]
    text = (
        say.text(
            "Regions that bring most of what is missing beyond chance (what they bring, against random additions): %(named)s. Their "
            "intervals overlap, so the order among them is not clear.",
            named=named,
        )
        if overlaps
        else say.text(
            "Regions that bring most of what is missing beyond chance (what they bring, against random additions): %(named)s.",
            named=named,
        )
    )
    yield Finding(kind=DETAIL, sure="perhaps", tables=("partners",), text=text)


def _absent(study: Study, say: Translator) -> Iterator[Finding]:
    for row in study.tables["partners_absent"].as_records():
        yield Finding(
            kind=DETAIL,
            sure="perhaps",
            tables=("partners_absent",),
            text=say.text(
                "Not among the first: %(region)s, %(relation)s. %(sentence)s",
                region=row["region"],
                relation=row["relation"],
                sentence=row["sentence"],
            ),
        )


def _concept(study: Study, say: Translator) -> Iterator[Finding]:
    concepts = study.tables["concepts"].as_records()
    if not concepts:
        return
    best = concepts[0]
    members = [row for row in study.tables["concept_members"].as_records() if row["concept"] == best["concept"]]
    parts = "; ".join(
        say.text(
            "%(industry)s in %(region)s %(adds)s",
            industry=row["short_label"],
            region=row["region"],
            adds=say.percent(row["adds_present"]),
        )
        for row in members
    )
    yield Finding(
        kind=DETAIL,
        sure="perhaps",
        tables=("concepts", "concept_members"),
        text=say.text(
            "The combination of clusters that reaches most of the theme with none to spare: %(members)s. Together %(coverage)s of what is "
            "seen of the theme; each alone brings: %(parts)s.",
            members=best["members"],
            coverage=say.percent(best["coverage"]),
            parts=parts,
        ),
    )


def _ready(study: Study, say: Translator) -> Iterator[Finding]:
    issues: dict[str, Mapping[str, Any]] = {}
    for row in study.tables["readiness"].as_records():
        issues.setdefault(row["issue"], row)
    parts = [
        say.text(
            "%(issue)s %(rating)s (%(known)s of the indicators)",
            issue=row["issue_label"],
            rating=say.number(row["readiness"], 1),
            known=say.percent(row["coverage_pct"] / 100),
        )
        if row["readiness"] is not None
        else say.text("%(issue)s not known, because no indicator has a figure", issue=row["issue_label"])
        for row in issues.values()
    ]
    yield Finding(
        kind=DETAIL,
        sure="published",
        tables=("readiness",),
        text=say.text("Readiness in the cross-cutting issues, 0 to 4: %(named)s.", named="; ".join(parts)),
    )


def _few(study: Study, say: Translator) -> Iterator[Finding]:
    """A warning where the region has few figures: the share, and that its numbers are marked."""
    for found in study.diagnostics:
        if found.code in FEW and found.keys == (study.region.code,):
            shares = {"region": study.region.name, "share": say.percent(found.share)}
            text = (
                say.text(
                    "%(region)s has figures for only %(share)s of the industries: every number of these chapters is marked with *.",
                    **shares,
                )
                if found.code == "few_industries"
                else say.text(
                    "%(region)s has figures for only %(share)s of the theme: every number of these chapters is marked with *.",
                    **shares,
                )
            )
            yield Finding(kind=HEADLINE, sure="limit", tables=("potential",), text=text)


def _limits(study: Study, say: Translator) -> Finding:
    row = _own(study)
    kinds = {
        "proposal": say.text("a proposal of this project"),
        "derived": say.text("derived by rule, not official"),
        "official": say.text("official"),
    }
    notes = " ".join(coverage_notes(study, say))
    return Finding(
        kind=DETAIL,
        sure="limit",
        tables=("potential",),
        text=say.text(
            "The list of industries behind %(theme)s is %(kind)s (version %(version)s); %(seen)s of it lies in industries with figures. "
            "%(notes)s",
            theme=theme_words(row["theme"], row["label"], say),
            kind=kinds.get(row["theme_kind"], row["theme_kind"]),
            version=row["theme_version"],
            seen=say.percent(row["coverage"]),
            notes=notes,
        ).strip(),
    )


def coverage_notes(study: Study, say: Translator) -> tuple[str, ...]:
    """What these statistics cannot show of the theme: translated for the embedded themes, as its file says for one's own."""
    known = {
        "Health and care, Q86-88, is not in these statistics: seen only through the labour force section O-Q.": say.text(
            "Health and care, Q86-88, is not in these statistics: seen only through the labour force section O-Q."
        ),
        "Insurance and pension funds (K65), fitness and sport (R93) and personal services (S96) are not in these statistics either.": say.text(
            "Insurance and pension funds (K65), fitness and sport (R93) and personal services (S96) are not in these statistics either."
        ),
        "Active ageing is officially described by demand, that is by age; this list is a supply reading.": say.text(
            "Active ageing is officially described by demand, that is by age; this list is a supply reading."
        ),
        "Forestry (A02) is not in these statistics.": say.text("Forestry (A02) is not in these statistics."),
        "Germany hides sewerage and waste (E37-E39) in nearly all regions.": say.text(
            "Germany hides sewerage and waste (E37-E39) in nearly all regions."
        ),
        "An industry is counted whole, whether its firms produce cleanly or not.": say.text(
            "An industry is counted whole, whether its firms produce cleanly or not."
        ),
        "All its divisions are in these statistics; figures by class are not, so a division counts by equal classes.": say.text(
            "All its divisions are in these statistics; figures by class are not, so a division counts by equal classes."
        ),
    }
    return tuple(known.get(note, note) for note in study.question.chosen_theme.coverage_notes)
