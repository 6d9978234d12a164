"""Fields of a case: read with their names, so that a refusal can say which case, which field, which value, and what to write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clustrat.decision.parameters import DECISION_V1, DecisionParameters
from clustrat.errors import ClustratError, EvidenceError

__all__ = ["Case", "parameters_of"]

#: Names of a case's parameters that differ from those of the set.
RENAMED = {"consensus_share_within_one": "consensus_share", "n": "smaa_n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a file: its id, topic, inputs and parameters; every reader names the place in its refusal.

    >>> case = Case(id="a", topic="delphi", inputs={"ratings": [1, "x"]}, parameters={})
    >>> case.numbers("inputs.ratings")
    Traceback (most recent call last):
    clustrat.errors.EvidenceError: Case 'a', field inputs.ratings[1]: "x" is no number. Write a number, a fraction such as "7/12", or null where it is missing.
    """

    id: str
    topic: str
    inputs: Mapping[str, Any]
    parameters: Mapping[str, Any]

    def refuse(self, field: str, sentence: str) -> EvidenceError:
        """The error to raise for a field."""
        return EvidenceError(f"Case '{self.id}', field {field}: {sentence}")

    @contextmanager
    def about(self, field: str) -> Iterator[None]:
        """Give the refusals of a computation the name of the case and of the field they are about."""
        try:
            yield
        except ClustratError as error:
            if str(error).startswith("Case '"):
                raise
            raise self.refuse(field, str(error)) from error

    def has(self, field: str) -> bool:
        """Whether the field is there and not null."""
        return self._find(field) is not None

    def get(self, field: str) -> Any:
        """The field as it stands; refuses one that is missing."""
        value = self._find(field)
        if value is None:
            raise self.refuse(field, f"it is missing. A case of the topic '{self.topic}' needs it.")
        return value

    def list(self, field: str) -> Sequence[Any]:
        """The field as a list that is not empty."""
        value = self.get(field)
        if not isinstance(value, list) or not value:
            raise self.refuse(
                field, f"{_shown(value)} is no list, or an empty one. Write a list with at least one entry."
            )
        return value

    def number(self, field: str, default: float | None = None) -> float:
        """The field as a number."""
        if default is not None and not self.has(field):
            return default
        value = self._number(field, self.get(field))
        if np.isnan(value):
            raise self.refuse(field, "it is missing. Write a number.")
        return value

    def whole(self, field: str, default: int | None = None) -> int:
        """The field as a whole number."""
        value = self.number(field, None if default is None else float(default))
        if value != int(value):
            raise self.refuse(field, f"{value:g} is no whole number. Write one.")
        return int(value)

    def text(self, field: str, default: str | None = None) -> str:
        """The field as a text."""
        if default is not None and not self.has(field):
            return default
        value = self.get(field)
        if not isinstance(value, str):
            raise self.refuse(field, f"{_shown(value)} is no text. Write one in quotation marks.")
        return value

    def texts(self, field: str) -> Sequence[str]:
        """The field as a list of texts; whole numbers count as text."""
        return [self.name(f"{field}[{n}]", value) for n, value in enumerate(self.list(field))]

    def name(self, field: str, value: Any) -> str:
        """A value as an identifier: a text or a whole number."""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.refuse(field, f"{_shown(value)} is no name. Write a text or a whole number.")
        return str(value)

    def numbers(self, field: str) -> NDArray[np.float64]:
        """The field as a list of numbers; null becomes ``nan``."""
        return np.array([self._number(f"{field}[{n}]", value) for n, value in enumerate(self.list(field))])

    def table(self, field: str) -> NDArray[np.float64]:
        """The field as rows of equal length; null becomes ``nan``."""
        rows = self.list(field)
        found = []
        for n, row in enumerate(rows):
            if not isinstance(row, list) or len(row) != len(rows[0]) or not row:
                raise self.refuse(
                    f"{field}[{n}]", f"{_shown(row)} is no row as long as the first. Give rows of equal length."
                )
            found.append([self._number(f"{field}[{n}][{k}]", value) for k, value in enumerate(row)])
        return np.array(found)

    def records(self, field: str) -> Sequence[Mapping[str, Any]]:
        """The field as a list of objects."""
        for n, value in enumerate(self.list(field)):
            if not isinstance(value, dict):
                raise self.refuse(f"{field}[{n}]", f"{_shown(value)} is no object. Write fields in braces.")
        return self.list(field)

    def part(self, field: str, record: Mapping[str, Any]) -> Case:
        """A record within the case, whose fields are named from ``field`` on."""
        return _Part(id=self.id, topic=self.topic, inputs={"": record}, parameters={"field": field})

    def _find(self, field: str) -> Any:
        home, _, name = field.partition(".")
        return (self.inputs if home == "inputs" else self.parameters).get(name)

    def _number(self, field: str, value: Any) -> float:
        if value is None:
            return float("nan")
        if not isinstance(value, bool) and isinstance(value, int | float | str):
            try:
                return float(Fraction(value)) if isinstance(value, str) else float(value)
            except (ValueError, ZeroDivisionError, OverflowError):
                pass
        raise self.refuse(
            field,
            f'{_shown(value)} is no number. Write a number, a fraction such as "7/12", or null where it is missing.',
        )


def parameters_of(case: Case) -> DecisionParameters:
    """The set with the thresholds that the case names; nothing is withheld unless it names ``k_anon``."""
    known = {field.name for field in fields(DecisionParameters)} - {"version"}
    changed: dict[str, Any] = {"k_anon": 0}
    for name in case.parameters:
        ours = RENAMED.get(name, name)
        if ours not in known or not case.has(f"parameters.{name}"):
            continue
        before = getattr(DECISION_V1, ours)
        if isinstance(before, str):
            changed[ours] = case.text(f"parameters.{name}")
        elif isinstance(before, int):
            changed[ours] = case.whole(f"parameters.{name}")
        else:
            changed[ours] = case.number(f"parameters.{name}")
    if "consensus_iqr_max" in changed:
        changed["consensus_iqr_max_long_scale"] = changed["consensus_iqr_max"]
    return DECISION_V1.changed(version="decision.v1+case", **changed)


class _Part(Case):
    """A record inside a case."""

    __slots__ = ()

    def refuse(self, field: str, sentence: str) -> EvidenceError:
        place = f"{self.parameters['field']}.{field}" if field else str(self.parameters["field"])
        return EvidenceError(f"Case '{self.id}', field {place}: {sentence}")

    def _find(self, field: str) -> Any:
        return self.inputs[""].get(field)


def _shown(value: Any) -> str:
    """A value as it stands in the file, not too long."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
