"""Analyses of priorities and of all units together: criteria weighed, budgets shared out, results rolled up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from clustrat.decision.ahp import aggregate_priorities
from clustrat.decision.ballots import BudgetBallots
from clustrat.decision.budget import budget_result, sequential_phragmen, spent_by_group
from clustrat.decision.cross_checks import Preference, orders_that_differ, promethee, topsis
from clustrat.decision.mcda import Anchor, additive_value, partial_values, ranks, swing_weights
from clustrat.decision.parameters import DecisionParameters
from clustrat.decision.rollup import dissent_map, double_majority, roll_up
from clustrat.decision.rollup_inputs import RegionScore, score_from_ratings, score_from_votes
from clustrat.decision.sampling import draw_performance, simplex_weights
from clustrat.decision.smaa import smaa
from clustrat_platform.dialogue.small_cells import shown_cells

__all__ = ["share_out", "take_together", "weigh"]

Tell = Callable[[int, str], None]
Document = Mapping[str, Any]


def weigh(document: Document, parameters: DecisionParameters, tell: Tell) -> dict[str, Any]:
    """Criteria weighed: values, acceptability of ranks, and two other methods beside."""
    criteria = document["rules"]["criteria"]
    codes = [it["code"] for it in criteria]
    people = document["people"]
    complete = [it for it in document["proposals"] if all(code in it["performance"] for code in codes)]
    missing = [
        {"number": it["number"], "title": it["title"], "criteria": [code for code in codes if code not in it["performance"]]}
        for it in document["proposals"]
        if it not in complete
    ]  # fmt: skip
    base = {"criteria": criteria, "left_out": missing, "n_people": len(people)}
    if len(people) < parameters.k_anon or not complete:
        return {
            **base,
            "n_people": None,
            "alternatives": [],
            "sentence": "Too few have weighed, or nothing is assessed.",
        }
    tell(10, "Weights of everyone and of the group.")
    own = np.array([swing_weights([it["points"][code] for code in codes]) for it in people])
    group = aggregate_priorities(np.clip(own, 1e-6, None) / np.clip(own, 1e-6, None).sum(axis=1, keepdims=True))
    anchors = [Anchor(lo=it["lo"], hi=it["hi"], direction=it["direction"]) for it in criteria]
    cells = [[it["performance"][code] for code in codes] for it in complete]
    matrix = np.array([[cell["value"] for cell in row] for row in cells], dtype=float)
    value = additive_value(matrix, weights=group, anchors=anchors)
    tell(40, "Acceptability of every rank.")
    rng = np.random.default_rng(int(document["rules"]["seed"]))
    drawn = draw_performance(
        matrix,
        n_draws=parameters.smaa_n,
        rng=rng,
        low=np.array([[_or(cell["low"], cell["value"]) for cell in row] for row in cells], dtype=float),
        high=np.array([[_or(cell["high"], cell["value"]) for cell in row] for row in cells], dtype=float),
    )
    values = np.stack([partial_values(drawn[:, n, :], anchors)[0] for n in range(len(complete))], axis=1)
    cloud = own[rng.integers(0, len(own), parameters.smaa_n)]
    by_people = smaa(values, cloud)
    by_anyone = smaa(values, simplex_weights(len(codes), n_draws=parameters.smaa_n, rng=rng))
    by_helix: dict[str, Any] = {}
    names = sorted({it["helix"] for it in people})
    sizes = [sum(it["helix"] == name for it in people) for name in names]
    for name, is_shown in zip(names, shown_cells(sizes, parameters.k_anon), strict=True):
        members = own[[it["helix"] == name for it in people]]
        part = members[rng.integers(0, len(members), parameters.smaa_n)]
        by_helix[name] = smaa(values, part).acceptability.first if is_shown else None
    tell(80, "Two other methods, to see where they differ.")
    directions = [it["direction"] for it in criteria]
    flows = promethee(matrix, weights=group, directions=directions, preferences=[Preference()] * len(codes)).phi
    closeness = topsis(matrix, weights=group, directions=directions).closeness
    scores = {"additive": value.value, "promethee": flows, "topsis": closeness}
    differ = orders_that_differ(scores)
    order = ranks(value.value)
    return {
        **base,
        "group_weights": dict(zip(codes, group, strict=True)),
        "alternatives": [
            {
                "number": it["number"],
                "title": it["title"],
                "value": value.value[n],
                "rank": order[n],
                "parts": dict(zip(codes, value.parts[n], strict=True)),
                "rank_acceptability": by_people.acceptability.rank_acceptability[n],
                "first_by_people": by_people.acceptability.first[n],
                "first_by_anyone": by_anyone.acceptability.first[n],
                "first_by_helix": {group: None if firsts is None else firsts[n] for group, firsts in by_helix.items()},
                "promethee": flows[n],
                "topsis": closeness[n],
            }
            for n, it in enumerate(complete)
        ],
        "orders_differ_at": [complete[it]["number"] for it in differ],
        "clipped": [[complete[i]["number"], codes[k]] for i, k in value.clipped],
        "standard_error": by_people.acceptability.largest_standard_error,
    }


def _or(value: float | None, instead: float) -> float:
    return instead if value is None else value


def share_out(document: Document, parameters: DecisionParameters, tell: Tell) -> dict[str, Any]:
    """A budget shared out by equal shares, with two other rules beside."""
    budget = document["rules"]["budget"]
    titles = {str(it["number"]): it["title"] for it in document["proposals"]}
    ballots = document["ballots"]
    if len(ballots) < parameters.k_anon or not titles:
        return {"n_ballots": None, "projects": [], "sentence": "Too few ballots to be counted without telling them."}
    tell(10, "Equal shares.")
    costs = {str(it["number"]): it["cost_eur"] for it in document["proposals"]}
    read = BudgetBallots.read(
        budget=budget["amount_eur"], costs=costs, ballots=[[str(n) for n in it["choice"]] for it in ballots]
    )
    found = budget_result(read, increment=budget["increment_eur"], utility=budget["utility"], parameters=parameters)
    tell(70, "The other rules, to compare.")
    endowments = (read.budget / read.n_voters,) * read.n_voters
    helix = [it["helix"] for it in ballots]
    names = sorted(set(helix))
    shown = dict(zip(names, shown_cells([helix.count(it) for it in names], parameters.k_anon), strict=True))
    spent = spent_by_group(found.equal_shares, endowments, helix)
    supporters = read.supporters()
    return {
        "n_ballots": len(ballots),
        "n_from_batches": sum(1 for it in ballots if it["is_from_batch"]),
        "budget_eur": budget["amount_eur"],
        "projects": [
            {
                "number": int(name),
                "title": titles[name],
                "cost_eur": costs[name],
                "supporters": len(supporters[n]),
                "is_funded": name in found.completed,
                "by": "equal_shares"
                if name in found.equal_shares.order
                else "increments"
                if name in found.with_increments
                else "filling"
                if name in found.completed
                else "",
            }
            for n, name in enumerate(read.projects)
        ],
        "steps": [
            {"number": int(it.project), "rho": str(it.rho), "tied_with": [int(name) for name in it.tied_with]}
            for it in found.equal_shares.steps
        ],
        "increments_used": found.increments_used,
        "funded": sorted(int(it) for it in found.completed),
        "funded_greedily": sorted(int(it) for it in found.greedy),
        "funded_by_phragmen": sorted(int(it) for it in sequential_phragmen(read)),
        "spent_share_by_helix": {name: str(part) if shown[name] else None for name, part in sorted(spent.items())},
        "receipts": document["receipts"],
    }


# All units together -------------------------------------------------------------------------------------------------


def take_together(document: Document, parameters: DecisionParameters, tell: Tell) -> dict[str, Any]:
    """Results of all units together, under every way to weigh them."""
    rules = document["rules"]
    changed = parameters
    if int(rules["quorum"]) != parameters.quorum_per_nation:
        changed = parameters.changed(
            version=f"{parameters.version}+quorum{rules['quorum']}", quorum_per_nation=int(rules["quorum"])
        )
    has_population = all(it["population"] for it in document["regions"])
    rows = []
    for place, subject in enumerate(document["subjects"]):
        tell(5 + int(90 * place / max(1, len(document["subjects"]))), f"{place + 1} of {len(document['subjects'])}.")
        given = document["answers"].get(subject["key"], {})
        units = [_unit(it, given.get(it["region"], []), document, changed) for it in document["regions"]]
        rolled = roll_up(units, parameters=changed)
        verdict = double_majority(
            units,
            decisive=rules["weight_scheme"],
            majority_weight=None if has_population else "equal",
            parameters=changed,
        )
        where = dissent_map(units, decisive=rules["weight_scheme"], parameters=changed)
        sizes = [unit.n or 0 for unit in units]
        shown = shown_cells(sizes, changed.k_anon)
        rows.append(
            {
                "key": subject["key"],
                "text": subject["text"],
                "staged": rolled.staged,
                "flat": rolled.flat,
                "coverage": rolled.coverage,
                "interval": rolled.interval,
                "majority_sign_differs": rolled.majority_sign_differs,
                "verdict": verdict.verdict,
                "sentence": verdict.sentence,
                "in_favour": list(verdict.in_favour),
                "dissent": {
                    "range": where.score_range,
                    "eta_squared": where.eta_squared,
                    "green_everywhere": where.green_everywhere,
                },
                "regions": {
                    unit.region: {"score": unit.score, "n": unit.n} if is_shown else None
                    for unit, is_shown in zip(units, shown, strict=True)
                },
                "remarks": [it.sentence for it in rolled.remarks],
            }
        )
    return {
        "decisive_scheme": rules["weight_scheme"],
        "majority_weight": changed.majority_weight if has_population else "equal",
        "declared_regions": [it["region"] for it in document["regions"]],
        "subjects": rows,
    }


def _unit(
    declared: Mapping[str, Any], answers: Sequence[int], document: Document, parameters: DecisionParameters
) -> RegionScore:
    region, nation, population = declared["region"], declared["nation"], declared["population"]
    if document["scale"] == "votes":
        return score_from_votes(
            region,
            nation,
            agree=sum(1 for it in answers if it == 1),
            seen=len(answers),
            population=population,
            parameters=parameters,
        )
    return score_from_ratings(
        region,
        nation,
        median=float(np.median(list(answers))) if answers else None,
        n=len(answers),
        scale_max=int(document["rules"]["scale_max"]),
        population=population,
    )
