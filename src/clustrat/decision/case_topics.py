"""What each topic of a case computes: from the fields of the case to results under the names used in ``expected``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clustrat.decision.ahp import RI_TABLES, aggregate_judgements, aggregate_priorities, ahp_weights
from clustrat.decision.ballots import BudgetBallots, exact, group_endowments
from clustrat.decision.budget import budget_result, sequential_phragmen, spent_by_group
from clustrat.decision.case_fields import Case, parameters_of
from clustrat.decision.case_opinion import opinion
from clustrat.decision.cross_checks import Preference, promethee, topsis
from clustrat.decision.delphi import (
    agreement_a,
    consensus_index,
    item_statistics,
    kendall_w,
    quantile,
    rand_disagreement,
)
from clustrat.decision.mcda import (
    Anchor,
    Direction,
    additive_value,
    checked_weights,
    partial_values,
    ranks,
    swing_weights,
)
from clustrat.decision.ordering import harmonic_order
from clustrat.decision.rollup import SCHEMES, dissent_map, double_majority, roll_up
from clustrat.decision.rollup_inputs import RegionScore, score_from_ratings, score_from_votes
from clustrat.decision.smaa import draw_performance, simplex_weights, smaa, smaa_two_criteria
from clustrat.decision.stability import stability

__all__ = ["TOPICS"]

Results = dict[str, Any]
FloatArray = NDArray[np.float64]
#: Draws of a simulation unless the case names another number, and the seed they start from.
DRAWS, SEED = 200_000, 1


def delphi(case: Case) -> Results:
    """Counts on a scale, ratings of an item, raters by items, or two snapshots."""
    parameters = parameters_of(case)
    if case.has("parameters.quantile_type") and case.number("parameters.quantile_type") != 7:
        raise case.refuse(
            "parameters.quantile_type", "only Hyndman and Fan's type 7 is used here. Write 7, or leave it out."
        )
    if case.has("inputs.ratings_raters_by_items"):
        with case.about("inputs.ratings_raters_by_items"):
            found = kendall_w(case.table("inputs.ratings_raters_by_items"))
        return {
            "w": found.w, "chi2": found.chi2, "df": found.df, "p_value": found.p_value, "n_raters": found.n_raters, "words": found.words,
        }  # fmt: skip
    if case.has("inputs.before"):
        low, high = case.whole("parameters.scale_min", 1), case.whole("parameters.scale_max")
        before, after = case.numbers("inputs.before"), case.numbers("inputs.after")
        with case.about("inputs.before"):
            return _plain(stability(before, after, scale_min=low, scale_max=high, parameters=parameters))
    if case.has("inputs.counts"):
        counts, scale = case.numbers("inputs.counts"), case.numbers("inputs.scale")
        with case.about("inputs.counts"):
            cns, a = consensus_index(counts.tolist(), scale.tolist()), agreement_a(counts.tolist())
        return {
            "n": int(counts.sum()),
            "cns": cns,
            "agreement_a": None if a is None else float(a),
            "agreement_a_exact": None if a is None else str(a),
        }
    ratings = case.numbers("inputs.ratings")
    with case.about("inputs.ratings"):
        results: Results = {
            "median": quantile(ratings, 0.5),
            "q1": quantile(ratings, 0.25),
            "q3": quantile(ratings, 0.75),
            "iqr": quantile(ratings, 0.75) - quantile(ratings, 0.25),
            "p30": quantile(ratings, parameters.ipr_low),
            "p70": quantile(ratings, parameters.ipr_high),
        }
    if not case.has("parameters.scale_max"):
        return {"n": int((~np.isnan(ratings)).sum()), **results}
    low, high = case.whole("parameters.scale_min", 1), case.whole("parameters.scale_max")
    with case.about("inputs.ratings"):
        item = item_statistics(ratings, scale_min=low, scale_max=high, parameters=parameters)
        plain = _plain(item)
        plain.pop("rand")
        if item.verdict == "withheld":
            return plain
        known = ratings[~np.isnan(ratings)].astype(int) - low
        a = agreement_a(np.bincount(known, minlength=high - low + 1).tolist())
        plain["agreement_a_exact"] = None if a is None else str(a)
        if high - low + 1 == 9:
            plain |= _plain(rand_disagreement(ratings, scale_min=low, scale_max=high, parameters=parameters))
    return plain


def ahp(case: Case) -> Results:
    """One matrix of judgements, several of a group, or points for swings."""
    if case.has("inputs.swings"):
        with case.about("inputs.swings"):
            return {"weights": swing_weights(case.numbers("inputs.swings"))}
    tables = case.texts("parameters.ri_tables") if case.has("parameters.ri_tables") else list(RI_TABLES)
    if case.has("inputs.matrix"):
        matrix = case.table("inputs.matrix")
        with case.about("inputs.matrix"):
            found = {name: ahp_weights(matrix, ri_table=name) for name in tables}
        first = found[tables[0]]
        return {
            "weights": first.weights,
            "lambda_max": first.lambda_max,
            "ci": first.ci,
            "cr": {name: one.cr for name, one in found.items()},
        }
    parts = [case.part("inputs", {f"matrices[{n}]": m}) for n, m in enumerate(case.list("inputs.matrices"))]
    matrices = [part.table(f"matrices[{n}]") for n, part in enumerate(parts)]
    shares = case.numbers("inputs.participant_weights") if case.has("inputs.participant_weights") else None
    with case.about("inputs.matrices"):
        own = [ahp_weights(matrix).weights for matrix in matrices]
        joint = aggregate_judgements(matrices, participant_weights=shares)
        found = {name: ahp_weights(joint, ri_table=name) for name in tables}
        aip = aggregate_priorities(np.array(own), participant_weights=shares)
    first = found[tables[0]]
    return {
        **{f"weights_{n + 1}": weights for n, weights in enumerate(own)},
        "aij_matrix": joint,
        "aij_weights": first.weights,
        "aij_lambda_max": first.lambda_max,
        "aij_ci": first.ci,
        "aij_cr": {name: one.cr for name, one in found.items()},
        "aip_weights": aip,
    }


def topsis_case(case: Case) -> Results:
    """Closeness to the ideal."""
    matrix = case.table("inputs.matrix")
    weights, directions = _weights(case, matrix.shape[1], add_up=False), _directions(case, matrix.shape[1])
    normalisation = case.text("parameters.normalisation", "vector")
    if normalisation not in ("vector", "min-max", "none"):
        raise case.refuse("parameters.normalisation", f"there is no '{normalisation}'. Write vector, min-max or none.")
    with case.about("inputs.matrix"):
        found = topsis(matrix, weights=weights, directions=directions, normalisation=normalisation)  # type: ignore[arg-type]
    return {**_plain(found), "ranks": ranks(found.closeness)}


def promethee_case(case: Case) -> Results:
    """Flows of preference."""
    preferences = []
    for n, record in enumerate(case.records("parameters.preference")):
        part = case.part(f"parameters.preference[{n}]", record)
        with case.about(f"parameters.preference[{n}]"):
            kind = "linear" if part.text("type") == "v-shape" else part.text("type")
            q, p = part.number("q", 0.0), part.number("p", 0.0)
            preferences.append(Preference(kind=kind, q=q, p=p))  # type: ignore[arg-type]
    matrix = case.table("inputs.matrix")
    weights, directions = _weights(case, matrix.shape[1]), _directions(case, matrix.shape[1])
    with case.about("inputs.matrix"):
        found = promethee(matrix, weights=weights, directions=directions, preferences=preferences)
    return {"phi_plus": found.phi_plus, "phi_minus": found.phi_minus, "phi": found.phi, "ranks": ranks(found.phi)}


def mcda(case: Case) -> Results:
    """Additive value between anchors; weights, or points for swings."""
    if case.has("inputs.swings"):
        with case.about("inputs.swings"):
            weights = swing_weights(case.numbers("inputs.swings"))
        if not case.has("inputs.matrix"):
            return {"weights": weights}
        matrix = case.table("inputs.matrix")
    else:
        matrix = case.table("inputs.matrix")
        weights = _weights(case, matrix.shape[1])
    with case.about("inputs.matrix"):
        found = additive_value(matrix, weights=weights, anchors=_anchors(case))
    return {
        "weights": weights,
        "parts": found.parts,
        "value": found.value,
        "clipped": [list(pair) for pair in found.clipped],
        "ranks": ranks(found.value),
    }


def smaa_case(case: Case) -> Results:
    """Rank acceptability; exact for two criteria, fixed values and uniform weights, else simulated."""
    matrix = case.table("inputs.matrix")
    n_criteria = matrix.shape[1]
    seed = case.whole("parameters.seed", SEED)
    n_draws = case.whole("parameters.n", DRAWS)
    rng = np.random.default_rng(seed)
    uncertain = {name: case.table(f"inputs.{name}") for name in ("sd", "low", "high") if case.has(f"inputs.{name}")}
    limits = {name: case.numbers(f"parameters.{name}") for name in ("lower", "upper") if case.has(f"parameters.{name}")}
    order = [int(k) - 1 for k in case.numbers("parameters.order")] if case.has("parameters.order") else None
    with case.about("inputs.matrix"):
        drawn = draw_performance(matrix, n_draws=n_draws, rng=rng, **uncertain) if uncertain else matrix
        if case.has("inputs.anchors"):
            values = partial_values(drawn.reshape(-1, n_criteria), _anchors(case))[0].reshape(drawn.shape)
        else:
            directions = _directions(case, n_criteria) if case.has("inputs.directions") else ["max"] * n_criteria
            values = drawn * np.where(np.array(directions) == "max", 1.0, -1.0)
        is_exact = (
            n_criteria == 2 and not uncertain and not limits and order is None and not case.has("inputs.weight_vectors")
        )
        if is_exact and not np.isnan(values).any():
            found = smaa_two_criteria(values)
        else:
            weights = (
                case.table("inputs.weight_vectors")
                if case.has("inputs.weight_vectors")
                else simplex_weights(n_criteria, n_draws=n_draws, rng=rng, order=order, **limits)
            )
            found = smaa(values, weights)
    return {
        "rank_acceptability": found.acceptability.rank_acceptability,
        "holistic": found.acceptability.holistic,
        "central_weights": found.central_weights,
        "confidence_factor": found.confidence_factor,
        "pairwise_winning": found.acceptability.pairwise_winning,
        "n_draws": None if is_exact else found.acceptability.n_draws,
    }


def budget(case: Case) -> Results:
    """Equal Shares with completions, greedy, and Phragmén."""
    costs: dict[str, Any] = {}
    for n, record in enumerate(case.records("inputs.projects")):
        part = case.part(f"inputs.projects[{n}]", record)
        name = part.name("id", part.get("id"))
        if name in costs:
            raise part.refuse("id", f"the project '{name}' stands twice. Give each its own id.")
        costs[name] = part.get("cost")
        with part.about("cost"):
            if exact(costs[name], what="it") <= 0:
                raise part.refuse("cost", f"it is {costs[name]}. Write an amount above 0.")
    ballots: list[Any] = []
    for n, ballot in enumerate(case.list("inputs.ballots")):
        if isinstance(ballot, dict):
            ballots.append(ballot)
        elif isinstance(ballot, list):
            ballots.append([case.name(f"inputs.ballots[{n}][{k}]", name) for k, name in enumerate(ballot)])
        else:
            raise case.refuse(
                f"inputs.ballots[{n}]", f"{ballot} is no ballot. Write a list of projects, or scores by project."
            )
    with case.about("inputs.budget"):
        if exact(case.get("inputs.budget"), what="it") < 0:
            raise case.refuse("inputs.budget", f"it is {case.get('inputs.budget')}. Write 0 or more.")
    with case.about("inputs.ballots"):
        read = BudgetBallots.read(budget=case.get("inputs.budget"), costs=costs, ballots=ballots)
    endowments = groups = None
    if case.has("inputs.groups"):
        groups = list(case.texts("inputs.groups"))
        shares = case.get("parameters.group_shares") if case.has("parameters.group_shares") else None
        with case.about("inputs.groups"):
            endowments = group_endowments(groups, budget=read.budget, shares=shares)
    default = ["score"] if any(isinstance(ballot, dict) for ballot in ballots) else ["cost", "cardinality"]
    results: Results = {}
    for utility in case.texts("parameters.utilities") if case.has("parameters.utilities") else default:
        with case.about(
            "parameters.utilities" if utility not in ("cost", "cardinality", "score") else "inputs.ballots"
        ):
            found = budget_result(
                read, increment=case.parameters.get("increment", 1), utility=utility, endowments=endowments,  # type: ignore[arg-type]
                parameters=parameters_of(case),
            )  # fmt: skip
            results[utility] = {
                "mes_order": list(found.equal_shares.order),
                "mes_steps": [{"project": step.project, "rho": str(step.rho)} for step in found.equal_shares.steps],
                "mes_spent": _money(found.equal_shares.spent),
                "left_per_voter": [str(left) for left in found.equal_shares.left],
                "with_increments": list(found.with_increments),
                "increments_used": found.increments_used,
                "completed": list(found.completed),
                "greedy": list(found.greedy),
            }
            if groups is not None and endowments is not None:
                spent = spent_by_group(found.equal_shares, endowments, groups)
                results[utility]["spent_share"] = {group: str(share) for group, share in spent.items()}
    results["sequential_phragmen"] = list(sequential_phragmen(read))
    return results


def ordering(case: Case) -> Results:
    """Proportional ordering."""
    names, supporters = [], {}
    for n, record in enumerate(case.records("inputs.proposals")):
        part = case.part(f"inputs.proposals[{n}]", record)
        name = part.name("id", part.get("id"))
        names.append(name)
        people = record.get("supporters")
        if not isinstance(people, list):
            raise part.refuse("supporters", f"{people} is no list. Write the supporters in brackets.")
        supporters[name] = [part.name(f"supporters[{k}]", person) for k, person in enumerate(people)]
    with case.about("inputs.proposals"):
        return {"order_best_first": harmonic_order(names, supporters)}


def rollup(case: Case) -> Results:
    """Regional scores under every scheme, with the double majority and the dissent map."""
    parameters = parameters_of(case)
    units = [
        _region(case.part(f"inputs.regions[{n}]", record)) for n, record in enumerate(case.records("inputs.regions"))
    ]
    schemes = list(case.texts("parameters.schemes")) if case.has("parameters.schemes") else list(SCHEMES)
    decisive = case.text("parameters.nation_score_scheme", "equal")
    with case.about("inputs.regions"):
        found = roll_up(units, schemes=schemes, parameters=parameters)  # type: ignore[arg-type]
        apart = dissent_map(units, decisive=decisive, parameters=parameters)  # type: ignore[arg-type]
        results: Results = {
            "flat": found.flat,
            "staged": found.staged,
            **{f"nations_{scheme}": scores for scheme, scores in found.nations.items()},
            "coverage": found.coverage,
            "nation_coverage": found.nation_coverage,
            "interval": {scheme: list(pair) if pair else None for scheme, pair in found.interval.items()},
            "majority_sign_differs": found.majority_sign_differs,
            "dissent": _plain(apart),
        }
        second = parameters.majority_weight
        if second == "equal" or all(
            (unit.n if second == "participants" else unit.population) is not None for unit in units
        ):
            decided = double_majority(units, decisive=decisive, parameters=parameters)  # type: ignore[arg-type]
            results["double_majority"] = _plain(decided)
        else:
            results["double_majority"] = None
    return results


def _region(part: Case) -> RegionScore:
    region, nation = part.name("region", part.get("region")), part.name("nation", part.get("nation"))
    population = part.number("population") if part.has("population") else None
    with part.about(""):
        if part.has("agree"):
            return score_from_votes(
                region, nation, agree=part.whole("agree"), seen=part.whole("seen"), population=population
            )
        n = part.whole("n") if part.has("n") else None
        if part.has("median"):
            return score_from_ratings(
                region,
                nation,
                median=part.number("median"),
                n=n or 0,
                scale_max=part.whole("scale_max"),
                population=population,
            )
        score = part.number("score") if part.has("score") else None
        variance = part.number("variance") if part.has("variance") else None
        return RegionScore(region=region, nation=nation, score=score, n=n, population=population, variance=variance)


def _anchors(case: Case) -> list[Anchor]:
    found = []
    for n, record in enumerate(case.records("inputs.anchors")):
        part = case.part(f"inputs.anchors[{n}]", record)
        with part.about(""):
            found.append(Anchor(lo=part.number("lo"), hi=part.number("hi"), direction=part.text("direction", "max")))  # type: ignore[arg-type]
    return found


def _weights(case: Case, n_criteria: int, *, add_up: bool = True) -> FloatArray:
    weights = case.numbers("inputs.weights")
    with case.about("inputs.weights"):
        whole = weights.sum()
        checked_weights(weights if add_up or not whole > 0 else weights / whole, n_criteria)
    return weights


def _directions(case: Case, n_criteria: int) -> list[Direction]:
    directions = list(case.texts("inputs.directions"))
    if len(directions) != n_criteria or set(directions) - {"max", "min"}:
        raise case.refuse(
            "inputs.directions", f"{directions} must be max or min for each of the {n_criteria} criteria."
        )
    return directions  # type: ignore[return-value]


def _plain(result: Any) -> Results:
    """The fields of a result, without its parameters."""
    return {field.name: getattr(result, field.name) for field in fields(result) if field.name != "parameters"}


def _money(amount: Fraction) -> int | str:
    return int(amount) if amount.denominator == 1 else str(amount)


#: Topic of a case -> what computes it.
TOPICS: dict[str, Callable[[Case], Results]] = {
    "delphi": delphi,
    "ahp": ahp,
    "topsis": topsis_case,
    "promethee": promethee_case,
    "mcda": mcda,
    "smaa": smaa_case,
    "budget": budget,
    "opinion": opinion,
    "ordering": ordering,
    "rollup": rollup,
}
