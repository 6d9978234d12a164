"""The rule set of a dialogue: what it holds, how it is checked, and its one spelling, which is hashed at the opening."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from clustrat.decision.ahp import RI_TABLES
from clustrat.decision.ballots import exact
from clustrat.decision.parameters import DECISION_V1, DecisionParameters
from clustrat.decision.rollup import SCHEMES
from clustrat.errors import ClustratError
from clustrat_platform.base.problems import Invalid

__all__ = ["DEFAULTS", "canonical", "changed_parts", "checked_rules", "parameters_of", "sha256_of", "touched_types"]

#: What holds unless a blueprint or the owner says otherwise.
DEFAULTS: dict[str, Any] = {
    "anonymity": "pseudonymous",
    "ballots": "secret",
    "budget": None,
    "criteria": [],
    "deciding_body": "",
    "dimensions": ["importance", "feasibility"],
    "eligibility": "invited",
    "groups": ["helix"],
    "languages": ["en"],
    "limits": {"org_cap": 3, "proposals_per_phase": 5, "statements_per_day": 10, "votes_per_minute": 60},
    "parameters": "decision.v1",
    "priority_method": "weights",
    "quorum": 5,
    "quotas": {},
    "results": "after_closing",
    "review_first": True,
    "scale_max": 9,
    "seed": 20260301,
    "thresholds": {},
    "tie_breaks": ["supporters", "cost", "list"],
    "validating_body": "",
    "weight_scheme": "equal",
}
CHOICES: dict[str, tuple[Any, ...]] = {
    "anonymity": ("pseudonymous", "anonymous"),
    "ballots": ("secret",),
    "eligibility": ("invited",),
    "parameters": (DECISION_V1.version,),
    "priority_method": ("weights", "budget"),
    "results": ("after_closing", "interim_to_participants"),
    "review_first": (True, False),
    "weight_scheme": SCHEMES,
}
#: Which types of phases begin anew when a part of the rules changes after the opening.
TOUCHES: dict[str, tuple[str, ...]] = {
    "anonymity": ("deliberate", "rate", "prioritise"),
    "ballots": ("prioritise",),
    "budget": ("prioritise",),
    "criteria": ("prioritise",),
    "dimensions": ("rate",),
    "eligibility": ("deliberate", "rate", "prioritise"),
    "groups": ("deliberate", "prioritise"),
    "priority_method": ("prioritise",),
    "scale_max": ("rate",),
    "seed": ("prioritise",),
    "thresholds": ("deliberate", "rate", "prioritise"),
    "tie_breaks": ("prioritise",),
    "weight_scheme": ("prioritise",),
}
GROUPS = ("helix", "territory")
SCALES = range(3, 12)


def canonical(value: Any) -> str:
    """JSON in its one spelling (RFC 8785): keys sorted, no spaces, numbers as ECMAScript writes them.

    >>> canonical({"b": 1.0, "a": [0.1, None, "ő"]})
    '{"a":[0.1,null,"ő"],"b":1}'
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def sha256_of(value: Any) -> str:
    """The hash of a value in its one spelling."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(it) for key, it in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(it) for it in value]
    if isinstance(value, float) and value == int(value) and abs(value) < 1e21:
        return int(value)
    return value


def parameters_of(rules: Mapping[str, Any]) -> DecisionParameters:
    """The thresholds of a rule set: those of its version, with what the rules change, under a name of its own."""
    changed = dict(rules.get("thresholds") or {})
    if not changed:
        return DECISION_V1
    return DECISION_V1.changed(version=f"{DECISION_V1.version}+{sha256_of(changed)[:8]}", **changed)


def checked_rules(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The rules with what holds by default, each part checked.

    Raises
    ------
    Invalid
        There is no such rule, or its value cannot be.
    """
    unknown = sorted(set(rules) - set(DEFAULTS))
    if unknown:
        raise _refusal(unknown[0], _("There is no rule '%(name)s'.") % {"name": unknown[0][:60]}, sorted(DEFAULTS))
    whole: dict[str, Any] = {**DEFAULTS, **rules}
    whole["limits"] = {**DEFAULTS["limits"], **(rules.get("limits") or {})}
    for name, allowed in CHOICES.items():
        if whole[name] not in allowed:
            raise _refusal(name, _("The rule '%(name)s' cannot be this.") % {"name": name}, list(allowed))
    if whole["scale_max"] not in SCALES:
        raise _refusal("scale_max", _("A scale has 3 to 11 points."), "3-11")
    for name in ("quorum", "seed"):
        if not isinstance(whole[name], int) or isinstance(whole[name], bool) or not 0 <= whole[name] < 2**31:
            raise _refusal(name, _("The rule '%(name)s' is a whole number.") % {"name": name}, "0-2147483647")
    for name, value in whole["limits"].items():
        if name not in DEFAULTS["limits"] or not isinstance(value, int) or not 1 <= value <= 10_000:
            raise _refusal("limits", _("A limit is a whole number above 0."), sorted(DEFAULTS["limits"]))
    if not whole["groups"] or set(whole["groups"]) - set(GROUPS):
        raise _refusal("groups", _("Groups are declared by helix, by territory, or both."), list(GROUPS))
    _check_criteria(whole["criteria"])
    _check_budget(whole)
    try:
        parameters = parameters_of(whole)
    except ClustratError as refusal:
        raise _refusal("thresholds", str(refusal), None) from refusal
    if parameters.ri_table not in RI_TABLES:
        raise _refusal("thresholds", _("There is no such table of random indices."), list(RI_TABLES))
    if parameters.k_anon < DECISION_V1.k_anon:
        raise _refusal(
            "thresholds", _("The smallest cell may be made larger, never smaller."), f">= {DECISION_V1.k_anon}"
        )
    return whole


def _check_criteria(criteria: Any) -> None:
    seen = set()
    for it in criteria:
        if set(it) != {"code", "name", "direction", "lo", "hi", "unit"} or it["code"] in seen:
            raise _refusal(
                "criteria",
                _("A criterion has code, name, direction, lo, hi and unit, and stands once."),
                "code name ...",
            )
        seen.add(it["code"])
        if it["direction"] not in ("max", "min") or not isinstance(it["lo"], int | float) or not it["lo"] < it["hi"]:
            raise _refusal("criteria", _("The anchors of '%(name)s' cannot be.") % {"name": it["name"]}, "lo < hi")


def _check_budget(rules: Mapping[str, Any]) -> None:
    if rules["priority_method"] != "budget":
        return
    budget = rules["budget"]
    if not isinstance(budget, Mapping) or set(budget) != {"amount_eur", "increment_eur", "utility"}:
        raise _refusal(
            "budget", _("A budget has an amount, an increment and a utility."), "amount_eur increment_eur utility"
        )
    try:
        amount, increment = exact(budget["amount_eur"]), exact(budget["increment_eur"])
    except ClustratError as refusal:
        raise _refusal("budget", str(refusal), None) from refusal
    if amount <= 0 or increment <= 0 or budget["utility"] not in ("cost", "cardinality"):
        raise _refusal(
            "budget", _("Amounts are above 0, and the utility is cost or cardinality."), ["cost", "cardinality"]
        )


def changed_parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of the rules that differ.

    >>> changed_parts({"seed": 1, "quorum": 5}, {"seed": 2, "quorum": 5})
    ['seed']
    """
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def touched_types(parts: list[str]) -> list[str]:
    """The types of phases that begin anew when these rules change."""
    return sorted({name for part in parts for name in TOUCHES.get(part, ())})


def _refusal(name: str, sentence: str, allowed: Any) -> Invalid:
    return Invalid(detail=sentence, parameter=name[:60], allowed=allowed)
