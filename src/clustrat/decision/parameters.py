"""The thresholds of ``decision``, each with its name, in one frozen set with a version; every result carries the set it used."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from clustrat.errors import ParameterError

__all__ = ["DECISION_V1", "DecisionParameters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionParameters:
    """Thresholds of opinion, Delphi, weights, budget and roll-up; a change of any value needs a version name of its own.

    >>> DECISION_V1.version, DECISION_V1.k_anon
    ('decision.v1', 5)
    >>> DECISION_V1.changed(version="decision.v1+strict", k_anon=10).k_anon
    10
    """

    version: str = "decision.v1"
    #: Cells with fewer answers are withheld.
    k_anon: int = 5
    # Opinion over declared groups.
    z_one_sided_90: float = 1.2816
    n_statements: int = 5
    routing_novelty: float = 8.0
    routing_half_life: float = 5.0
    routing_meta_priority: float = 49.0
    # Opinion map and inferred groups.
    map_min_votes: int = 7
    map_groups_max: int = 5
    map_people_per_group: int = 12
    map_starts: int = 20
    gate_n_min: int = 50
    gate_nulls: int = 200
    gate_null_percentile: float = 95.0
    gate_resamples: int = 100
    gate_resample_share: float = 0.8
    gate_ari_min: float = 0.75
    # Delphi.
    ipr_low: float = 0.3
    ipr_high: float = 0.7
    ipras_constant: float = 2.35
    ipras_slope: float = 1.5
    dissent_a_below: float = 0.0
    consensus_share: float = 0.70
    consensus_iqr_max: float = 1.0
    consensus_iqr_max_long_scale: float = 2.0
    long_scale_from: int = 9
    agreement_share: float = 0.70
    agreement_opposed_below: float = 0.15
    stable_p_above: float = 0.05
    stable_cv_change_below: float = 0.2
    stable_changed_share_below: float = 0.15
    stop_snapshots: int = 3
    stop_response_min: float = 0.70
    # Weights.
    ri_table: str = "saaty-1980"
    cr_warning: float = 0.10
    smaa_n: int = 10_000
    # Budget.
    increments_max: int = 100_000
    # Roll-up.
    coverage_min: float = 0.60
    quorum_per_nation: int = 5
    tau: float = 0.5
    theta_nations: float = 0.55
    theta_weight: float = 0.65
    majority_weight: str = "population"
    interval_z: float = 1.645
    interval_probability: float = 0.90

    def changed(self, *, version: str, **values: Any) -> DecisionParameters:
        """The set with other values under another version name.

        Raises
        ------
        ParameterError
            The version name is the old one, or a value has no such name.
        """
        if version == self.version:
            raise ParameterError(f"A changed set cannot be called '{version}' again. Give it a version of its own.")
        names = [field.name for field in fields(self)]
        unknown = sorted(set(values) - set(names))
        if unknown:
            raise ParameterError(f"There is no parameter '{unknown[0]}'. There are: {', '.join(names)}.")
        return replace(self, version=version, **values)

    def as_dict(self) -> dict[str, Any]:
        """The set as plain data, for the record beside a result."""
        return asdict(self)


#: The set that holds unless a rule set names another.
DECISION_V1 = DecisionParameters()
