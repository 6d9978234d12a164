"""The command ``clustrat evaluate-partners``: how well partners of organisations are foretold on the user's CORDIS files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from clustrat.matching.link_evaluation import LinkEvaluation

__all__ = ["evaluate_partners_command"]

SEED = 20_141_127


def evaluate_partners_command(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="ZIP of a programme from CORDIS, or a folder with organization.csv, project.csv, euroSciVoc.csv."
        ),
    ],
    until: Annotated[int, typer.Option(help="Last year that is known; new pairs of later years are foretold.")],
    horizon: Annotated[int, typer.Option(help="Years in which new pairs count.")] = 4,
    countries: Annotated[
        str, typer.Option(help="Only organisations of these countries, such as AT,CZ; default: all.")
    ] = "",
    most_askers: Annotated[int, typer.Option(help="At most so many organisations are asked.")] = 2_000,
    draws: Annotated[int, typer.Option(help="Draws of organisations for the intervals.")] = 500,
    out: Annotated[Path | None, typer.Option(help="JSON to write: all measures.")] = None,
) -> None:
    """Ask for partners as of a year, and hold the answers against who worked together in the years after.

    Beside the baselines: popularity, common neighbours, Adamic-Adar, same region, topic TF-IDF, implicit ALS; by strata, with intervals.
    """
    import numpy as np

    from clustrat.evidence.result import canonical_json
    from clustrat.matching.collaborations import Collaboration, OrganisationAttributes, temporal_split
    from clustrat.matching.link_evaluation import evaluate_partners
    from clustrat.publish.files import replace_bytes
    from clustrat.sources.cordis import read_participants, read_projects

    kept = {code.strip().upper() for code in countries.split(",") if code.strip()}
    members: dict[str, set[str]] = {}
    attributes: dict[str, OrganisationAttributes] = {}
    for it in read_participants(files):
        if kept and it.country not in kept:
            continue
        members.setdefault(it.project, set()).add(it.organisation)
        attributes.setdefault(
            it.organisation,
            OrganisationAttributes(country=it.country, region=it.nuts_code[:4], kind=it.kind, is_sme=it.is_sme),
        )
    split = temporal_split(
        (
            Collaboration(
                project=p.project, year=p.year, organisations=tuple(sorted(members[p.project])), topics=p.topics
            )
            for p in read_projects(files)
            if p.project in members
        ),
        until=until,
        horizon=horizon,
        attributes=attributes,
    )
    found = evaluate_partners(split, rng=np.random.default_rng(SEED), n_draws=draws, most_askers=most_askers)
    _print(found)
    if out is not None:
        replace_bytes(out, canonical_json(_plain(found)).encode())
        typer.echo(str(out))


def _print(found: LinkEvaluation) -> None:
    from clustrat.matching.link_scores import BASELINES

    typer.echo(
        f"Known until {found.until}; {found.n_new_pairs:,} new pairs in {found.until + 1} to {found.until + found.horizon}, "
        f"{found.n_askers:,} organisations asked, {found.n_candidates:,} candidates."
    )
    typer.echo(f"{'':<20}{'hit@10':>22}{'ndcg@10':>9}{'mrr':>7}{'recall@50':>10}{'AUC':>7}{'newcomers':>11}{'gini':>7}")
    for method in ("ours", *BASELINES):
        hit = found.of(method, "hit@10")
        told = "-" if hit.mean is None else f"{hit.mean:.3f} ({hit.low:.3f} to {hit.high:.3f})"
        rest = [found.of(method, name).mean for name in ("ndcg@10", "mrr", "recall@50", "auc 1:1")]
        new = found.of(method, "auc 1:1", stratum="newcomer").mean
        words = ["-" if v is None else f"{v:.3f}" for v in (*rest, new, found.gini[method])]
        typer.echo(
            f"{method:<20}{told:>22}{words[0]:>9}{words[1]:>7}{words[2]:>10}{words[3]:>7}{words[4]:>11}{words[5]:>7}"
        )
    best = found.best_baseline
    base, mine = found.of(best, "hit@10").mean or 0.0, found.of("ours", "hit@10").mean or 0.0
    ratio = f"{mine / base:.2f} times" if base else "no multiple of"
    typer.echo(f"Ours has {ratio} the hit@10 of the best baseline, {best}.")


def _plain(found: LinkEvaluation) -> dict[str, object]:
    return {
        "until": found.until,
        "horizon": found.horizon,
        "n_askers": found.n_askers,
        "n_candidates": found.n_candidates,
        "n_new_pairs": found.n_new_pairs,
        "coverage": dict(found.coverage),
        "gini": dict(found.gini),
        "measures": [
            {"method": m, "stratum": s, "metric": k, "mean": v.mean, "low": v.low, "high": v.high, "n": v.n}
            for (m, s, k), v in sorted(found.measures.items())
        ],
    }
