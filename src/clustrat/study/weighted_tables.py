"""A rating under weights of the reader's own, beside the one with the weights of the parameter set."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from clustrat.errors import ParameterError
from clustrat.evidence.result import Column, ResultTable
from clustrat.potential.rating_parameters import COMPONENTS
from clustrat.potential.scales import join_components
from clustrat.publish.language import Translator
from clustrat.study.table_words import plain

__all__ = ["weighted_table"]


def weighted_table(potential: ResultTable, weights: Mapping[str, float], *, say: Translator) -> ResultTable:
    """The potential of a region in every theme under other weights, and how the order of the themes moves.

    Parameters
    ----------
    potential
        The table ``potential`` of :func:`clustrat.study.theme_study.theme_study`: one row per theme, with its components.
    weights
        Weight of each component, >= 0; one that is not named has 1.
    say
        Words and numbers.

    Returns
    -------
    ResultTable
        ``potential`` under the weights of the set and under these, and both orders among the themes, 1 the highest.

    Raises
    ------
    ParameterError
        A weight names no component, or all weights are 0.
    """
    if unknown := sorted(set(weights) - set(COMPONENTS)):
        raise ParameterError(
            f"There is no part '{unknown[0]}' of a rating. Give weights for some of: {', '.join(COMPONENTS)}."
        )
    chosen = np.array([weights.get(name, 1.0) for name in COMPONENTS])
    rows = potential.as_records()
    scores = np.array([[np.nan if row[name] is None else row[name] for name in COMPONENTS] for row in rows])
    joined = join_components(scores, chosen)
    before = [row["potential"] for row in rows]
    after = [plain(value) for value in joined.potential]
    records = [
        {
            "theme": row["theme"],
            "label": row["label"],
            "potential": before[number],
            "order": _order(before, number),
            "potential_weighted": after[number],
            "order_weighted": _order(after, number),
            "confidence_weighted": plain(joined.confidence[number]),
        }
        for number, row in enumerate(rows)
    ]
    columns = (
        Column(name="theme", words=say.text("Theme"), role="key"),
        Column(name="label", words=say.text("Theme"), role="label"),
        Column(name="potential", words=say.text("Potential (0 to 4)"), digits=1),
        Column(name="order", words=say.text("Order of the themes"), digits=0),
        Column(name="potential_weighted", words=say.text("With your weights"), digits=1),
        Column(name="order_weighted", words=say.text("Order with your weights"), digits=0),
        Column(name="confidence_weighted", words=say.text("Share of the weight that is known"), digits=2),
    )
    return ResultTable.from_records(
        "potential_weighted",
        say.text("The potential of every theme under other weights"),
        columns,
        records,
        sources=potential.sources,
        parameters={"weights": {name: weights.get(name, 1.0) for name in COMPONENTS}},
    )


def _order(values: list[float | None], number: int) -> int | None:
    own = values[number]
    return None if own is None else 1 + sum(value is not None and value > own for value in values)
