"""Answer a file of cases: each with an id, a topic, inputs and parameters, and results under the names used in ``expected``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from clustrat.decision.case_fields import Case
from clustrat.decision.case_topics import TOPICS
from clustrat.decision.parameters import DECISION_V1
from clustrat.errors import EvidenceError, SourceError

__all__ = ["answer_case", "answer_cases", "read_cases"]

SCHEMA = "clustrat/decision-results/1"
CASES_SCHEMA = "clustrat/decision-cases/1"


def read_cases(text: str) -> tuple[Case, ...]:
    """The cases of a file in the schema ``clustrat/decision-cases/1``.

    Raises
    ------
    SourceError
        The text is no JSON, or of another schema.
    EvidenceError
        A case has no id, topic or inputs, stands twice, or has a topic that does not exist.

    Examples
    --------
    >>> read_cases('{"cases": [{"id": "a", "topic": "delphi", "inputs": {"ratings": [1, 2]}}]}')[0].id
    'a'
    """
    try:
        content = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise SourceError(
            f"The file of cases is no JSON: {error.msg} in line {error.lineno}, column {error.colno}. Correct it there."
        ) from error
    if not isinstance(content, dict) or not isinstance(content.get("cases"), list):
        raise SourceError('The file of cases has no list "cases". Write {"cases": [...]} with one object per case.')
    if content.get("schema", CASES_SCHEMA) != CASES_SCHEMA:
        raise SourceError(f"The schema of the file is {content['schema']!r}. This version reads {CASES_SCHEMA}.")
    found: list[Case] = []
    for number, record in enumerate(content["cases"], start=1):
        if not isinstance(record, dict) or not isinstance(record.get("id"), str) or not record["id"]:
            raise EvidenceError(f"Case number {number} has no id. Give each case a text as id.")
        name = record["id"]
        if any(case.id == name for case in found):
            raise EvidenceError(f"Case '{name}', field id: it stands twice in the file. Give each case its own id.")
        topic = record.get("topic")
        if topic not in TOPICS:
            raise EvidenceError(f"Case '{name}', field topic: there is no topic {topic!r}. Choose {', '.join(TOPICS)}.")
        for field in ("inputs", "parameters"):
            value = record.get(field, {} if field == "parameters" else None)
            if not isinstance(value, dict):
                raise EvidenceError(
                    f"Case '{name}', field {field}: {value!r} is no object. Write the fields in braces."
                )
        found.append(Case(id=name, topic=topic, inputs=record["inputs"], parameters=record.get("parameters", {})))
    return tuple(found)


def answer_case(case: Case) -> dict[str, Any]:
    """All results of a case as plain data; undefined is ``None``, exact numbers are texts such as ``7/12``.

    Raises
    ------
    EvidenceError
        The sentence names the case, the field, the value and what to write instead.

    Examples
    --------
    >>> case = Case(id="a", topic="ordering", inputs={"proposals": [{"id": "x", "supporters": [1]}]}, parameters={})
    >>> answer_case(case)
    {'order_best_first': ['x']}
    """
    results: dict[str, Any] = _plain(TOPICS[case.topic](case))
    return results


def answer_cases(text: str) -> dict[str, Any]:
    """The answers to a whole file, ready to be written as JSON: nothing is returned if one case is refused.

    Examples
    --------
    >>> answers = answer_cases('{"cases": [{"id": "a", "topic": "delphi", "inputs": {"ratings": [1, 5, 6, 6, 7, 9]}}]}')
    >>> answers["cases"][0]["results"]["iqr"]
    1.5
    """
    cases = read_cases(text)
    return {
        "schema": SCHEMA,
        "parameters": DECISION_V1.as_dict(),
        "cases": [{"id": case.id, "topic": case.topic, "results": answer_case(case)} for case in cases],
    }


def _refuse_constant(name: str) -> float:
    raise SourceError(
        f"The file of cases contains {name}, which is no number in JSON. Write null where a value is missing."
    )


def _plain(value: Any) -> Any:
    """Plain data: arrays as lists, ``nan`` as ``None``, fractions as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
