"""Cases of opinion: counts by statement and group, votes on a map, priorities of statements."""

from __future__ import annotations

from typing import Any

import numpy as np

from clustrat.decision.case_fields import Case, parameters_of
from clustrat.decision.inferred_groups import inferred_groups
from clustrat.decision.opinion import (
    consensus_statements,
    count_votes,
    geometric_consensus,
    group_aware_consensus,
    opinion_statistics,
    routing_priority,
)
from clustrat.decision.opinion_map import opinion_map
from clustrat.decision.parameters import DecisionParameters

__all__ = ["opinion"]

Results = dict[str, Any]


def opinion(case: Case) -> Results:
    """Counts by statement and group, votes on a map, priorities of statements, or the effect of the number of groups."""
    parameters = parameters_of(case)
    if case.has("inputs.smoothed_support_per_group"):
        share = case.number("inputs.smoothed_support_per_group")
        sizes = [int(n) for n in case.numbers("inputs.n_groups")]
        if not 0 < share <= 1 or min(sizes) < 1:
            raise case.refuse(
                "inputs.smoothed_support_per_group", f"{share:g} must lie above 0 and at most at 1, in 1 group or more."
            )
        return {
            "gac_agree": [share**n for n in sizes],
            "gac_agree_geometric": [float(geometric_consensus([share] * n)) for n in sizes],
        }
    if case.has("inputs.cases"):
        parts = [case.part(f"inputs.cases[{n}]", record) for n, record in enumerate(case.records("inputs.cases"))]
        with case.about("inputs.cases"):
            priority = routing_priority(
                agree=[part.number("agree") for part in parts],
                passes=[part.number("pass") for part in parts],
                seen=[part.number("seen") for part in parts],
                extremity=[part.number("extremity") for part in parts],
                is_meta=[bool(part.has("meta") and part.get("meta")) for part in parts],
                parameters=parameters,
            )
        return {"priority": priority}
    if case.has("inputs.votes"):
        return _votes(case, parameters)
    return _statements(case, parameters)


def _votes(case: Case, parameters: DecisionParameters) -> Results:
    votes = case.table("inputs.votes")
    out = [int(n) for n in case.numbers("inputs.moderated_out")] if case.has("inputs.moderated_out") else []
    with case.about("inputs.votes"):
        found = opinion_map(votes, moderated_out=out, parameters=parameters)
        results: Results = {
            "means": found.means,
            "eigenvalues": found.eigenvalues,
            "loadings": found.loadings,
            "projection": found.projection,
            "statement_extremity": found.extremity,
            "included": found.included,
        }
        if case.has("parameters.seed"):
            seed = case.whole("parameters.seed")
            groups = inferred_groups(votes, seed=seed, moderated_out=out, parameters=parameters)
            results |= {
                "group": [None if n < 0 else n for n in groups.labels.tolist()],
                "silhouette": groups.silhouette,
            }
        if case.has("inputs.groups"):
            counts = count_votes(votes, case.list("inputs.groups"))
            results["groups"] = list(counts.groups)
            results["statements"] = _statistics(
                list(range(votes.shape[1])), counts.agree, counts.disagree, counts.seen, parameters
            )
    return results


def _statements(case: Case, parameters: DecisionParameters) -> Results:
    names: list[Any] = []
    counts: list[list[list[float]]] = []
    for n, record in enumerate(case.records("inputs.statements")):
        part = case.part(f"inputs.statements[{n}]", record)
        names.append(part.get("statement"))
        groups = record.get("groups")
        if not isinstance(groups, list) or not groups or not all(isinstance(group, dict) for group in groups):
            raise part.refuse("groups", f"{groups} is no list of groups. Write na, nd and ns of each group in braces.")
        if counts and len(groups) != len(counts[0]):
            raise part.refuse(
                "groups", f"there are {len(groups)} groups, and {len(counts[0])} before. Give the same groups."
            )
        cells = [case.part(f"inputs.statements[{n}].groups[{g}]", group) for g, group in enumerate(groups)]
        counts.append([[cell.number(field) for field in ("na", "nd", "ns")] for cell in cells])
    table = np.array(counts)
    with case.about("inputs.statements"):
        both = consensus_statements(table[:, :, 0], table[:, :, 1], table[:, :, 2], parameters=parameters)
        return {
            "statements": _statistics(names, table[:, :, 0], table[:, :, 1], table[:, :, 2], parameters),
            "consensus_agree": [names[n] for n in both.agree],
            "consensus_disagree": [names[n] for n in both.disagree],
        }


def _statistics(names: list[Any], na: Any, nd: Any, ns: Any, parameters: DecisionParameters) -> list[Results]:
    found = opinion_statistics(na, nd, ns, parameters=parameters)
    per_group = ("pa", "pat", "ra", "rat", "pd", "pdt", "rd", "rdt", "representative")
    return [
        {
            "statement": name,
            "gac_agree_exact": str(group_aware_consensus(np.asarray(na)[n].tolist(), np.asarray(ns)[n].tolist())),
            "gac_agree": found.gac_agree[n],
            "gac_agree_geometric": found.gac_agree_geometric[n],
            "gac_disagree": found.gac_disagree[n],
            "gac_disagree_geometric": found.gac_disagree_geometric[n],
            "coverage": found.coverage[n],
            "per_group": [
                {
                    **{key: getattr(found, key)[n, g] for key in per_group},
                    "direction": "agree" if found.agrees[n, g] else "disagree",
                }
                for g in range(found.pa.shape[1])
            ],
        }
        for n, name in enumerate(names)
    ]
