"""What a study says: whole sentences, each with the tables it quotes and how sure it is; nothing is claimed that is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clustrat.codes.nuts import region as find_region
from clustrat.publish.language import Translator
from clustrat.study.answer import Finding, Study, is_sure
from clustrat.study.question import NUTS_VERSION
from clustrat.study.theme_findings import find_theme

__all__ = ["find"]

N_NAMED = 5
N_HIDDEN = 4
#: An industry with an incomplete reference is named from this quotient and size on.
HIGH_QUOTIENT = 2.0
MANY_PERSONS = 1000.0


def find(study: Study, *, say: Translator) -> Iterator[Finding]:
    """The findings of a study, the most important first."""
    yield _size(study, say)
    yield from _incomplete(study, say)
    yield from _strengths(study, say)
    yield from _against_incomplete_totals(study, say)
    yield from _change(study, say)
    yield from _hidden(study, say)
    yield from _peers(study, say)
    yield from find_theme(study, say=say)
    yield _limits(study, say)


def _named(rows: list[dict[str, Any]], say: Translator) -> str:
    """Industries with their quotients, as one value of a sentence."""
    return "; ".join(f"{row['short_label']} ({say.number(row['lq'], 1)})" for row in rows)


def _size(study: Study, say: Translator) -> Finding:
    rows = study.tables["divisions"].as_records()
    persons = sum(row["employment_persons"] or 0.0 for row in rows)
    n_known = sum(row["employment_persons"] is not None for row in rows)
    n_hidden = sum(row["reason"] == "confidential_source" for row in rows)
    return Finding(
        kind="size",
        sure="published",
        tables=("divisions",),
        text=say.plural(
            "%(region)s had %(persons)s persons employed in the %(known)s industries that are published for %(year)s, of "
            "%(all)s observed; %(n)s is hidden to protect firms.",
            "%(region)s had %(persons)s persons employed in the %(known)s industries that are published for %(year)s, of "
            "%(all)s observed; %(n)s are hidden to protect firms.",
            n_hidden,
            region=study.region.name,
            persons=say.number(persons),
            known=n_known,
            all=len(rows),
            year=study.year,
        ),
    )


def _incomplete(study: Study, say: Translator) -> Iterator[Finding]:
    for found in study.diagnostics:
        if found.code == "incomplete_region":
            yield Finding(
                kind="limits",
                sure="limit",
                tables=("divisions",),
                text=say.text(
                    "%(region)s is published only in part: the industries with a figure make up %(share)s of the persons "
                    "employed in all regions. Its shares, and with them its quotients, are overstated.",
                    region=study.region.name,
                    share=say.percent(found.share),
                ),
            )


def _strengths(study: Study, say: Translator) -> Iterator[Finding]:
    rows = study.strongest(len(study.tables["divisions"].rows))
    sure = [row for row in rows if is_sure(row, study.question)]
    perhaps = [row for row in rows if not is_sure(row, study.question) and row["probability_specialised"] >= 0.5]
    interval = say.percent(study.question.interval)
    if not sure:
        yield Finding(
            kind="strength",
            sure="perhaps",
            tables=("divisions",),
            text=say.text(
                "No industry is surely specialised at LQ %(cut)s.", cut=say.number(study.question.presence_cut, 1)
            ),
        )
    else:
        top = sure[0]
        yield Finding(
            kind="strength",
            sure="sure",
            tables=("divisions",),
            text=say.text(
                "Its clearest strength is %(industry)s: %(lq)s times the usual share, with %(persons)s persons "
                "(%(interval)s interval of the shrunken quotient: %(low)s to %(high)s).",
                industry=top["short_label"],
                lq=say.number(top["lq"], 1),
                persons=say.number(top["employment_persons"]),
                interval=interval,
                low=say.number(top["lq_low"], 1),
                high=say.number(top["lq_high"], 1),
            ),
        )
    if len(sure) > 1:
        yield Finding(
            kind="strength",
            sure="sure",
            tables=("divisions",),
            text=say.text(
                "Surely specialised in %(n)s industries; after the first, the strongest are: %(named)s.",
                n=len(sure),
                named=_named(sure[1 : N_NAMED + 1], say),
            ),
        )
    if perhaps:
        yield Finding(
            kind="strength",
            sure="perhaps",
            tables=("divisions",),
            text=say.text(
                "Perhaps specialised, but the figures do not settle it: %(named)s.",
                named=_named(perhaps[:N_NAMED], say),
            ),
        )


def _against_incomplete_totals(study: Study, say: Translator) -> Iterator[Finding]:
    """Industries too large to pass over, whose reference total misses figures that are hidden elsewhere."""
    rows = [
        row
        for row in study.tables["divisions"].as_records()
        if not row["reference_is_complete"]
        and row["lq"] is not None
        and row["lq"] >= HIGH_QUOTIENT
        and row["employment_persons"] >= MANY_PERSONS
    ]
    if not rows:
        return
    named = "; ".join(
        f"{row['short_label']} ({say.number(row['lq'], 1)}; {say.number(row['employment_persons'])})"
        for row in sorted(rows, key=lambda row: -row["employment_persons"])[:N_HIDDEN]
    )
    yield Finding(
        kind="strength",
        sure="perhaps",
        tables=("divisions",),
        text=say.text(
            "High, but against totals that lack hidden figures of other regions, so that the quotient is overstated: %(named)s "
            "(quotient; persons). Compare with a study by published totals.",
            named=named,
        ),
    )


def _change(study: Study, say: Translator) -> Iterator[Finding]:
    parts = {row["component"]: row for row in study.tables["shift_share"].as_records()}
    if parts and study.base_year is not None:
        yield Finding(
            kind="change",
            sure="published",
            tables=("shift_share",),
            text=say.text(
                "From %(base)s to %(year)s persons employed changed by %(change)s in the industries published in both years "
                "(%(covered)s of the base year): the national trend would have brought %(national)s, the mix of industries "
                "%(mix)s, and %(regional)s is the region's own.",
                base=study.base_year,
                year=study.year,
                change=say.signed(parts["change"]["persons"]),
                covered=say.percent(parts["change"]["share_of_base"]),
                national=say.signed(parts["national"]["persons"]),
                mix=say.signed(parts["mix"]["persons"]),
                regional=say.signed(parts["regional"]["persons"]),
            ),
        )
    strong = [row for row in study.strongest(12) if row["growth_pct"] is not None and row["growth_reason"] != "break"]
    if len(strong) >= 2 and study.base_year is not None:
        best, worst = max(strong, key=lambda r: r["growth_pct"]), min(strong, key=lambda r: r["growth_pct"])
        yield Finding(
            kind="change",
            sure="published",
            tables=("divisions",),
            text=say.text(
                "Among the strong industries, the best course since %(base)s was that of %(best)s (%(best_pct)s %%), the worst "
                "that of %(worst)s (%(worst_pct)s %%).",
                base=study.base_year,
                best=best["short_label"],
                best_pct=say.signed(best["growth_pct"], 1),
                worst=worst["short_label"],
                worst_pct=say.signed(worst["growth_pct"], 1),
            ),
        )


def _hidden(study: Study, say: Translator) -> Iterator[Finding]:
    rows = study.tables["hidden"].as_records()
    for row in rows[:N_HIDDEN]:
        params = {"industry": row["label"], "code": row["nace_code"], "year": study.year}
        if row["nearest_year"] is not None:
            text = say.text(
                "%(industry)s (%(code)s): hidden in %(year)s; published for %(other)s: %(persons)s persons.",
                other=row["nearest_year"],
                persons=say.number(row["nearest_persons"]),
                **params,
            )
        elif row["persons_low"] is not None:
            text = say.text(
                "%(industry)s (%(code)s): hidden in %(year)s, between %(low)s and %(high)s persons.",
                low=say.number(row["persons_low"]),
                high=say.number(row["persons_high"]),
                **params,
            )
        else:
            text = say.text("%(industry)s (%(code)s): hidden at source in %(year)s and in every other year.", **params)
        yield Finding(kind="hidden", sure="limit", tables=("hidden",), text=text)
    if len(rows) > N_HIDDEN:
        yield Finding(
            kind="hidden",
            sure="limit",
            tables=("hidden",),
            text=say.plural(
                "%(n)s more hidden industry is listed in the report.",
                "%(n)s more hidden industries are listed in the report.",
                len(rows) - N_HIDDEN,
            ),
        )


def _peers(study: Study, say: Translator) -> Iterator[Finding]:
    if study.peers is None:
        return
    if not study.peer_codes:
        yield Finding(
            kind="peers",
            sure="limit",
            tables=("divisions",),
            text=say.text(
                "No region can be compared with it by the structure of industries: those published in both weigh less than "
                "%(cut)s of the economy. Name peers one by one instead.",
                cut=say.percent(study.peers.min_coverage),
            ),
        )
        return
    names = [find_region(code, version=NUTS_VERSION).name for code in study.peer_codes[:N_NAMED]]
    yield Finding(
        kind="peers",
        sure="published",
        tables=("peers",),
        text=say.text(
            "By the structure of their industries, the nearest regions are: %(names)s.",
            names="; ".join(f"{n} ({c})" for n, c in zip(names, study.peer_codes, strict=False)),
        ),
    )


def _limits(study: Study, say: Translator) -> Finding:
    short = [d for d in study.diagnostics if d.code == "totals_incomplete"]
    if short:
        return Finding(
            kind="limits",
            sure="limit",
            tables=("divisions",),
            text=say.text(
                "Not observed here: farming, finance, public administration, education, health and care, arts. In %(n)s "
                "industries the published figures of the regions do not add up to the national ones; no claim rests on those "
                "that miss more than a tenth.",
                n=short[0].n,
            ),
        )
    return Finding(
        kind="limits",
        sure="limit",
        tables=("divisions",),
        text=say.text("Not observed here: farming, finance, public administration, education, health and care, arts."),
    )
