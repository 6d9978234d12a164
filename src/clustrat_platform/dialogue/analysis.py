"""An analysis: one document in, one out, by the mathematics of the core; the same in gives the same out, wherever it runs."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from clustrat.decision.delphi import item_statistics, kendall_w
from clustrat.decision.inferred_groups import inferred_groups, validity_gate
from clustrat.decision.opinion import consensus_statements, count_votes, opinion_statistics, representative_statements
from clustrat.decision.opinion_map import opinion_map
from clustrat.decision.parameters import DecisionParameters
from clustrat.decision.stability import stability, stop_rule
from clustrat_platform.dialogue.analysis_priorities import share_out, take_together, weigh
from clustrat_platform.dialogue.rule_sets import canonical, parameters_of
from clustrat_platform.dialogue.small_cells import shown_cells

__all__ = ["analyse", "hash_of_input"]

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
    work = {"opinion": _opinion, "delphi": _delphi, "weights": weigh, "budget": share_out, "rollup": take_together}
    found = work[str(document["kind"])](document, parameters, tell)
    plain: dict[str, Any] = _plain({"kind": document["kind"], "parameters": parameters.version, **found})
    return plain


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
