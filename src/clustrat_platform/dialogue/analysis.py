"""An analysis: one document in, one out, by the mathematics of the core; the same in gives the same out, wherever it runs."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from clustrat.decision.ahp import aggregate_priorities
from clustrat.decision.ballots import BudgetBallots
from clustrat.decision.budget import budget_result, sequential_phragmen, spent_by_group
from clustrat.decision.cross_checks import Preference, orders_that_differ, promethee, topsis
from clustrat.decision.delphi import item_statistics, kendall_w
from clustrat.decision.inferred_groups import inferred_groups, validity_gate
from clustrat.decision.mcda import Anchor, additive_value, partial_values, ranks, swing_weights
from clustrat.decision.opinion import consensus_statements, count_votes, opinion_statistics, representative_statements
from clustrat.decision.opinion_map import opinion_map
from clustrat.decision.parameters import DecisionParameters
from clustrat.decision.rollup import dissent_map, double_majority, roll_up
from clustrat.decision.rollup_inputs import RegionScore, score_from_ratings, score_from_votes
from clustrat.decision.sampling import draw_performance, simplex_weights
from clustrat.decision.smaa import smaa
from clustrat.decision.stability import stability, stop_rule
from clustrat_platform.dialogue.rule_sets import canonical, parameters_of

__all__ = ["analyse", "hash_of_input", "shown_cells"]

Tell = Callable[[int, str], None]
Document = Mapping[str, Any]
#: Digits after which two machines may differ in the last place.
DIGITS = 9


def hash_of_input(document: Document) -> str:
    """The hash of what goes in."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def analyse(document: Document, *, tell: Tell = lambda _percent, _message: None) -> dict[str, Any]:
    """The results of a document, without anything that names a person.

    Parameters
    ----------
    document
        As :func:`clustrat_platform.dialogue.inputs.input_of` makes it.
    tell
        Told how far it is: per cent and a message.
    """
    parameters = parameters_of(document["rules"])
    work = {"opinion": _opinion, "delphi": _delphi, "weights": _weights, "budget": _budget, "rollup": _rollup}
    found = work[str(document["kind"])](document, parameters, tell)
    plain: dict[str, Any] = _plain({"kind": document["kind"], "parameters": parameters.version, **found})
    return plain


def shown_cells(sizes: Sequence[int], k: int) -> list[bool]:
    """Which cells of a total may be shown: none below ``k``, and no single rest that follows by subtraction.

    >>> shown_cells([12, 3, 7], 5)
    [True, False, False]
    >>> shown_cells([12, 0, 7], 5)
    [True, True, True]
    """
    shown = [n == 0 or n >= k for n in sizes]
    while 0 < sum(n for n, it in zip(sizes, shown, strict=True) if not it) < k:
        candidates = [place for place, it in enumerate(shown) if it and sizes[place]]
        if not candidates:
            break
        shown[min(candidates, key=lambda place: sizes[place])] = False
    return shown


# Statements ---------------------------------------------------------------------------------------------------------


def _votes(document: Document, people: Sequence[Any]) -> Any:
    numbers = [str(it["number"]) for it in document["statements"]]
    table = np.full((len(people), len(numbers)), np.nan)
    for row, person in enumerate(people):
        for column, number in enumerate(numbers):
            if number in person["votes"]:
                table[row, column] = person["votes"][number]
    return table


def _opinion(document: Document, parameters: DecisionParameters, tell: Tell) -> dict[str, Any]:
    people = document["people"]
    if not people or not document["statements"]:
        return {"n_people": 0, "statements": [], "groups": []}
    tell(5, "Counting votes by statement and group.")
    whole = _opinion_of(document, people, parameters)
    unflagged = [it for it in people if not it["flagged"]]
    n_flagged = len(people) - len(unflagged)
    # A difference of fewer than k people would tell their votes.
    may_compare = n_flagged >= parameters.k_anon and len(unflagged) >= parameters.k_anon
    whole["sensitivity"] = {
        "n_flagged": n_flagged if n_flagged == 0 or n_flagged >= parameters.k_anon else None,
        "without_flagged": _opinion_of(document, unflagged, parameters) if may_compare else None,
        "sentence": "Nobody is flagged."
        if not n_flagged
        else "Results without the flagged stand beside."
        if may_compare
        else f"Fewer than {parameters.k_anon} are flagged; a second table would tell their votes.",
    }
    table = _votes(document, people)
    whole["map"] = None
    if len(people) >= parameters.k_anon:
        tell(35, "Drawing the map of opinions.")
        drawn = opinion_map(table, parameters=parameters)
        places = drawn.projection[drawn.included]
        whole["map"] = {
            "positions": sorted([round(float(x), 3), round(float(y), 3)] for x, y in places),
            "extremity": drawn.extremity,
        }
    whole["inferred"] = _inferred(table, document, parameters, tell)
    return whole


def _inferred(table: Any, document: Document, parameters: DecisionParameters, tell: Tell) -> dict[str, Any]:
    if len(table) < parameters.gate_n_min:
        return {
            "passed": False,
            "sentence": f"Groups are looked for from {parameters.gate_n_min} people on; {len(table)} took part.",
        }
    seed = int(document["rules"]["seed"])
    gate = validity_gate(
        table,
        seed=seed,
        parameters=parameters,
        progress=lambda done, of: tell(40 + int(55 * done / max(1, of)), "Asking whether groups are real."),
    )
    if not gate.passed:
        reasons = " ".join(it.sentence for it in gate.remarks)
        return {"passed": False, "sentence": reasons or "No groups that would stand a second look."}
    found = inferred_groups(table, seed=seed, parameters=parameters)
    return {
        "passed": True,
        "sentence": f"{found.n_groups} groups are real by every test.",
        "sizes": list(found.sizes),
        "silhouette": found.silhouette,
        "median_ari": gate.median_ari,
    }


def _opinion_of(document: Document, people: Sequence[Any], parameters: DecisionParameters) -> dict[str, Any]:
    table = _votes(document, people)
    counts = count_votes(table, [it["group"] for it in people])
    statistics = opinion_statistics(counts.agree, counts.disagree, counts.seen, parameters=parameters)
    clearest = consensus_statements(counts.agree, counts.disagree, counts.seen, parameters=parameters)
    rows = []
    for place, statement in enumerate(document["statements"]):
        sizes = counts.seen[place].tolist()
        total = int(sum(sizes))
        shown = shown_cells(sizes, parameters.k_anon)
        is_open = total >= parameters.k_anon
        rows.append(
            {
                "number": statement["number"],
                "text": statement["text"],
                "language": statement["language"],
                "seen": total if is_open else None,
                "agree": int(counts.agree[place].sum()) if is_open else None,
                "disagree": int(counts.disagree[place].sum()) if is_open else None,
                "gac_agree": statistics.gac_agree[place] if is_open else None,
                "gac_agree_geometric": statistics.gac_agree_geometric[place] if is_open else None,
                "gac_disagree": statistics.gac_disagree[place] if is_open else None,
                "gac_disagree_geometric": statistics.gac_disagree_geometric[place] if is_open else None,
                "coverage": statistics.coverage[place],
                "by_group": {
                    name: {"seen": sizes[n], "agree": int(counts.agree[place, n]), "disagree": int(counts.disagree[place, n])}
                    if shown[n] and is_open
                    else None
                    for n, name in enumerate(counts.groups)
                },
            }
        )  # fmt: skip
    numbers = [it["number"] for it in document["statements"]]
    big = [n for n, name in enumerate(counts.groups) if sum(it["group"] == name for it in people) >= parameters.k_anon]
    return {
        "n_people": len(people) if len(people) >= parameters.k_anon else None,
        "groups": list(counts.groups),
        "statements": rows,
        "consensus": {
            "agree": [numbers[it] for it in clearest.agree],
            "disagree": [numbers[it] for it in clearest.disagree],
        }
        if len(people) >= parameters.k_anon
        else {"agree": [], "disagree": []},
        "representative": {
            counts.groups[n]: [numbers[it] for it in representative_statements(statistics, n)] for n in big
        },
    }


# Rounds -------------------------------------------------------------------------------------------------------------


def _delphi(document: Document, parameters: DecisionParameters, tell: Tell) -> dict[str, Any]:
    scale_max = int(document["rules"]["scale_max"])
    people = document["people"]
    titles = {str(it["number"]): it["title"] for it in document["proposals"]}
    keys = sorted({key for it in people for key in it["ratings"]}, key=lambda key: (int(key.split("/")[0]), key))
    items = []
    stable_snapshots: list[bool | None] = []
    for place, key in enumerate(keys):
        tell(5 + int(80 * place / max(1, len(keys))), f"Item {place + 1} of {len(keys)}.")
        ratings = _ratings(people, key)
        by_helix = {}
        names = sorted({it["helix"] for it in people})
        sizes = [int((~np.isnan(_ratings(people, key, helix=name))).sum()) for name in names]
        for name, is_shown in zip(names, shown_cells(sizes, parameters.k_anon), strict=True):
            found = item_statistics(_ratings(people, key, helix=name), scale_max=scale_max, parameters=parameters)
            by_helix[name] = {"median": found.median, "iqr": found.iqr, "n": found.n} if is_shown else None
        unflagged = [it for it in people if not it["flagged"]]
        enough = len(people) - len(unflagged) >= parameters.k_anon
        statistics = asdict(item_statistics(ratings, scale_max=scale_max, parameters=parameters))
        statistics.pop("parameters")
        if statistics["n"] < parameters.k_anon:
            statistics["n"] = None
        items.append(
            {
                "key": key,
                "number": int(key.split("/")[0]),
                "dimension": key.split("/", 1)[1],
                "title": titles.get(key.split("/")[0], ""),
                **statistics,
                "by_helix": by_helix,
                "without_flagged": item_statistics(
                    _ratings(unflagged, key), scale_max=scale_max, parameters=parameters
                ).median
                if enough
                else None,
                "stability": _stability(document, key, scale_max, parameters),
            }
        )  # fmt: skip
    for before, after in zip(document["snapshots"], document["snapshots"][1:], strict=False):
        stable_snapshots.append(_is_stable(before["ratings"], after["ratings"], keys, scale_max, parameters))
    answered = {name: sum(1 for it in people if it["helix"] == name and it["ratings"]) for name in document["invited"]}
    stop = stop_rule(
        stable_snapshots,
        answered={name: min(n, document["invited"][name]) for name, n in answered.items()},
        invited=document["invited"],
        parameters=parameters,
    )
    tell(90, "Concordance of those who rated everything.")
    concordance = {}
    for dimension in sorted({it["dimension"] for it in items}):
        own = [it["key"] for it in items if it["dimension"] == dimension]
        whole = [[it["ratings"][key] for key in own] for it in people if all(key in it["ratings"] for key in own)]
        concordance[dimension] = kendall_w(whole) if len(whole) >= parameters.k_anon and len(own) > 1 else None
    return {
        "scale_max": scale_max,
        "n_people": len(people) if len(people) >= parameters.k_anon else None,
        "items": items,
        "concordance": concordance,
        "stop": {"stop": stop.stop, "sentence": stop.sentence, "stable_snapshots": stop.stable_snapshots},
        "reasons": document["reasons"],
    }


def _ratings(people: Sequence[Any], key: str, *, helix: str | None = None) -> Any:
    return np.array([it["ratings"].get(key, math.nan) for it in people if helix in (None, it["helix"])], dtype=float)


def _pair(before: Mapping[str, Any], after: Mapping[str, Any], key: str) -> tuple[list[float], list[float]]:
    one, other = before.get(key, {}), after.get(key, {})
    both = sorted(set(one) & set(other))
    return [one[it] for it in both], [other[it] for it in both]


def _stability(document: Document, key: str, scale_max: int, parameters: DecisionParameters) -> Any:
    if len(document["snapshots"]) < 2:
        return None
    before, after = _pair(document["snapshots"][-2]["ratings"], document["snapshots"][-1]["ratings"], key)
    if len(before) < parameters.k_anon:
        return None
    found = asdict(stability(before, after, scale_min=1, scale_max=scale_max, parameters=parameters))
    found.pop("parameters")
    return found


def _is_stable(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    keys: Sequence[str],
    scale_max: int,
    parameters: DecisionParameters,
) -> bool | None:
    found = []
    for key in keys:
        one, other = _pair(before, after, key)
        if len(one) < parameters.k_anon:
            return None
        found.append(stability(one, other, scale_min=1, scale_max=scale_max, parameters=parameters).stable)
    return None if not found or None in found else all(found)


# Priorities ---------------------------------------------------------------------------------------------------------


def _weights(document: Document, parameters: DecisionParameters, tell: Tell) -> dict[str, Any]:
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


def _budget(document: Document, parameters: DecisionParameters, tell: Tell) -> dict[str, Any]:
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


def _rollup(document: Document, parameters: DecisionParameters, tell: Tell) -> dict[str, Any]:
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


def _plain(value: Any) -> Any:
    """Plain data with numbers rounded alike everywhere; what is not a number is ``None``."""
    if isinstance(value, Mapping):
        return {str(key): _plain(it) for key, it in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {key: _plain(it) for key, it in asdict(value).items() if key != "parameters"}
    if isinstance(value, np.ndarray):
        return [_plain(it) for it in value.tolist()]
    if isinstance(value, list | tuple):
        return [_plain(it) for it in value]
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return None if not math.isfinite(value) else round(value, DIGITS)
    return value
