"""Every measure says its formula, what it can and cannot say, an example for a pencil, and its paper."""

import importlib
import inspect
import pkgutil
import re

import pytest

#: Public functions that are no measures: what measures are made of, conventions, checks, and reading back.
NO_MEASURES = {
    "chain", "common_counts", "complexity_of", "components_of", "connected_components", "empty_axes", "expected_counts",
    "fit_alpha", "known", "largest_component", "near_threshold", "both_present", "one_thread", "orient", "preset",
    "probability_at_least", "read_industry_space", "reference_totals", "relatedness", "rounded_vectors", "second_vector",
    "sparse_links", "standardise", "there_and_back", "year_chain",
}  # fmt: skip


def measures():
    for room in ("indicators", "relatedness", "complexity"):
        package = importlib.import_module(f"clustrat.{room}")
        for info in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"clustrat.{room}.{info.name}")
            for name in module.__all__:
                found = getattr(module, name)
                if inspect.isfunction(found) and name not in NO_MEASURES:
                    yield pytest.param(found, module, id=name)


@pytest.mark.parametrize(("measure", "module"), list(measures()))
def test_a_measure_is_explained(measure, module):
    words = inspect.getdoc(measure) or ""
    # A formula may stand at the head of the module, where it is that of all its functions.
    assert re.search(r":math:|\.\. math::", words + (module.__doc__ or "")), "has no formula"
    assert "\nNotes\n-----\n" in words, "does not say what it can and cannot say"
    assert ">>> " in words, "has no example"
    assert ":cite" in words, "names no paper"
