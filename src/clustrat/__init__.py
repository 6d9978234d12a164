"""clustrat: one evidence chain, from regional statistics to decisions and their effects.

The names below are the face for notebooks; each is loaded on first use. Code inside clustrat imports from the rooms.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

#: Public name -> the room that holds it.
_HOMES = {
    "activities": "clustrat.codes.nace",
    "activity": "clustrat.codes.nace",
    "additive_quotient": "clustrat.indicators.location_quotient",
    "analyse": "clustrat.study.analysis",
    "award_stars": "clustrat.clusters.strength",
    "bootstrap_ranks": "clustrat.complexity.bootstrap",
    "categories": "clustrat.clusters.categories",
    "CellStatus": "clustrat.evidence.flags",
    "certify": "clustrat.evidence.disclosure",
    "cluster_map": "clustrat.clusters.mapping",
    "ClustratError": "clustrat.errors",
    "ClustratWarning": "clustrat.errors",
    "Column": "clustrat.evidence.result",
    "complexity_tables": "clustrat.study.complexity_tables",
    "composite_relatedness": "clustrat.relatedness.composite",
    "convert_counts": "clustrat.codes.correspondence",
    "Diagnostic": "clustrat.evidence.result",
    "economic_complexity": "clustrat.complexity.eci",
    "economic_fitness": "clustrat.complexity.fitness",
    "Edition": "clustrat.store.catalog",
    "ellison_glaeser": "clustrat.indicators.agglomeration",
    "entropy": "clustrat.indicators.diversity",
    "gini": "clustrat.indicators.concentration",
    "growth_pct": "clustrat.indicators.growth",
    "herfindahl": "clustrat.indicators.diversity",
    "industry_space": "clustrat.relatedness.industry_space",
    "input_output": "clustrat.relatedness.linkage",
    "krugman_specialisation": "clustrat.indicators.diversity",
    "label": "clustrat.codes.nace",
    "local_moran": "clustrat.indicators.spatial",
    "location_quotient": "clustrat.indicators.location_quotient",
    "locational_gini": "clustrat.indicators.concentration",
    "macro_regions": "clustrat.codes.macro_regions",
    "moran": "clustrat.indicators.spatial",
    "nearest_regions": "clustrat.indicators.structural_distance",
    "neighbours": "clustrat.codes.adjacency",
    "open_edition": "clustrat.store.catalog",
    "Policies": "clustrat.evidence.observations",
    "prepare": "clustrat.study.run",
    "presence": "clustrat.indicators.presence",
    "preset": "clustrat.complexity.presets",
    "Provenance": "clustrat.evidence.provenance",
    "proximity": "clustrat.relatedness.proximity",
    "read_bulk_tsv": "clustrat.sources.bulk_tsv",
    "read_table": "clustrat.store.tables",
    "Region": "clustrat.codes.nuts",
    "region": "clustrat.codes.nuts",
    "RegionIndustryMatrix": "clustrat.evidence.matrix",
    "regions": "clustrat.codes.nuts",
    "related_variety": "clustrat.indicators.diversity",
    "relatedness_density": "clustrat.relatedness.density",
    "ResultTable": "clustrat.evidence.result",
    "revealed_comparative_advantage": "clustrat.indicators.location_quotient",
    "run_study": "clustrat.study.run",
    "shift_share": "clustrat.indicators.growth",
    "shrunken_location_quotient": "clustrat.indicators.shrinkage",
    "structural_distance": "clustrat.indicators.structural_distance",
    "Study": "clustrat.study.answer",
    "StudyQuestion": "clustrat.study.question",
    "successors": "clustrat.codes.correspondence",
    "symmetric_quotient": "clustrat.indicators.location_quotient",
    "theil": "clustrat.indicators.concentration",
    "verify_study": "clustrat.study.verification",
    "write_study": "clustrat.study.folder",
}

__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> Any:
    """Load a public name from its room."""
    if name not in _HOMES:
        raise AttributeError(f"clustrat has no name '{name}'. It has: {', '.join(__all__)}.")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return __all__
