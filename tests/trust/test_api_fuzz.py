"""INP-1: generated calls of the whole interface, and hostile values in every address: refused in words, never a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from clustrat_platform.atlas.addresses import PARAMETERS
from clustrat_platform.atlas.registry import screens_of

pytestmark = [pytest.mark.django_db]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
#: What has broken other interfaces: NUL, numbers beyond 64 bit, text that turns its direction, lone surrogates, and length.
HOSTILE = (
    "\x00",
    "a\x00b",
    "9" * 20,
    "-" + "9" * 20,
    "1e999",
    "NaN",
    "\u202eITH4",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "x" * 5_000,
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "{{ 7*7 }}",
    "%s%n",
    "٣",
    "Ａ",
    "=cmd|' /C calc'!A0",
    " ",
    "\n",
)
#: The first ones in every run, the others in the full one.
VALUES = [
    pytest.param(it, marks=[pytest.mark.full] if number > 6 else [], id=ascii(it[:40]))
    for number, it in enumerate(HOSTILE)
]
REFUSALS = (302, 400, 404, 410, 422)


GENERATED = settings(
    max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
#: For a release: 40 operations, two modes, 1,300 examples are 100,000 calls (INP-1).
LONG = settings(GENERATED, max_examples=1_300, derandomize=False)
WALKS = settings(GENERATED, max_examples=8, stateful_step_count=5)
LONG_WALKS = settings(LONG, max_examples=500, stateful_step_count=8)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The handler of WSGI closes its connection after each call; here it is that of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def described() -> Any:
    """The interface as its own document describes it, called without a network."""
    from clustrat_platform.config.api import api

    document = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    return schema


def operations() -> list[Any]:
    return [it.ok() for it in described().get_all_operations()]


def fuzz(profile: settings) -> None:
    """Call every operation with what its description allows and with what it forbids; all faults together."""
    faults = []
    for operation in operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @profile
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: Any) -> None:
                call(case)

            try:
                ask()
            except Unsatisfiable:
                # An operation without parameters cannot be called wrongly.
                continue
            except (AssertionError, FailureGroup, Failure) as error:
                faults.append(f"{operation.label} ({mode.value}): {error}")
    assert not faults, "\n\n".join(faults)


def call(case: Any) -> None:
    # The site knows itself by its loopback name only.
    answer = case.call(base_url="http://127.0.0.1", headers={"Host": "127.0.0.1", "Accept-Encoding": "identity"})
    case.validate_response(answer, checks=CHECKS)
    if answer.status_code >= 400:
        check_problem(answer.headers["content-type"][0], json.loads(answer.content), answer.status_code)


def check_problem(kind: str, document: dict[str, Any], status: int) -> None:
    """RFC 9457, and with a sentence for the reader."""
    assert kind.startswith("application/problem+json")
    assert document["status"] == status
    assert document["type"] and document["title"]


@pytest.mark.full
@pytest.mark.usefixtures("one_connection")
def test_generated_calls() -> None:
    fuzz(GENERATED)


@pytest.mark.release
@pytest.mark.usefixtures("one_connection")
def test_generated_calls_at_length() -> None:
    fuzz(LONG)


def walk(profile: settings) -> None:
    """Go from list to thing as the links of the document say; each answer is checked, and what a list names is there."""
    seen: set[tuple[str, int]] = set()

    class Walker(described().as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {
                "base_url": "http://127.0.0.1",
                "headers": {"Host": "127.0.0.1", "Accept-Encoding": "identity"},
            }

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            seen.add((case.operation.path, response.status_code))
            case.validate_response(response, checks=CHECKS)

    Walker.run(settings=profile)
    reached = {path for path, status in seen if status == 200}
    for path in ("/api/v1/regions", "/api/v1/themes", "/api/v1/editions"):
        assert path in reached, f"{path} was never walked"


@pytest.mark.full
@pytest.mark.usefixtures("one_connection")
def test_walks_from_list_to_thing() -> None:
    walk(WALKS)


@pytest.mark.release
@pytest.mark.usefixtures("one_connection")
def test_walks_from_list_to_thing_at_length() -> None:
    walk(LONG_WALKS)


def test_every_link_leads_to_what_the_list_names(client: Client) -> None:
    """Each first item is followed by hand, as a program would."""
    from tests.platform.organisations.factories import make_organisation

    from clustrat_platform.config.api_links import LINKS

    make_organisation("Named", code="ITH4", published=True)
    n = 0
    for source, pointer, target, parameter in LINKS:
        found = client.get(source).json()
        for part in pointer.strip("/").split("/"):
            found = (found[int(part)] if found else None) if isinstance(found, list) else found and found[part]
        if found is None or parameter in ("table", "v", "theme") or "{screen}" in target:
            continue
        address = target.replace(f"{{{parameter}}}", str(found))
        address += f"?{parameter}={found}" if f"{{{parameter}}}" not in target else ""
        assert client.get(address).status_code == 200, address
        n += 1
    assert n >= 4


@pytest.mark.parametrize("value", VALUES)
def test_hostile_values_in_every_parameter_of_the_interface(client: Client, value: str) -> None:
    from clustrat_platform.config.api import api

    for path, operations in api.get_openapi_schema()["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            asked = path.replace("{code}", "ITH4").replace("{screen}", "overview")
            asked = asked.replace("{name}", "nuts").replace("{short_id}", "nothing")
            asked = asked.replace("{permanent_id}", "00000000-0000-4000-8000-000000000000")
            if parameter["in"] == "query":
                asked += f"?{parameter['name']}={quote(value, safe='')}"
            else:
                asked = path.replace(f"{{{parameter['name']}}}", quote(value, safe=""))
            answer = client.get(asked)
            assert answer.status_code < 500, f"GET {asked}: {answer.status_code}"
            if answer.status_code >= 400:
                check_problem(answer.headers["Content-Type"], answer.json(), answer.status_code)


@pytest.mark.parametrize("value", VALUES)
def test_hostile_values_in_every_parameter_of_every_screen(client: Client, value: str) -> None:
    for noun, code in (("region", "ITH4"), ("edition", "2015.1")):
        for screen in screens_of(noun):
            for name in screen.names:
                if PARAMETERS[name].kind == "text":
                    continue
                asked = f"/en/{noun}/{code}/{screen.name}?{name}={quote(value, safe='')}"
                answer = client.get(asked)
                assert answer.status_code in REFUSALS, f"GET {asked}: {answer.status_code}"
                assert b"<script>alert" not in answer.content
        answer = client.get(f"/en/{noun}/{quote(value, safe='')}/overview")
        assert answer.status_code in REFUSALS, f"{noun} {value!a}: {answer.status_code}"


@pytest.mark.parametrize("suffix", ["", ".csv", ".json"])
def test_unknown_and_doubled_parameters_are_named(client: Client, suffix: str) -> None:
    for screen in screens_of("region"):
        for query, word in (("colour=red", "colour"), ("year=2013&year=2014", "year"), ("year=1066", "1066")):
            answer = client.get(f"/en/region/ITH4/{screen.name}{suffix}?{query}")
            assert answer.status_code == 422, (screen.name, query)
            assert word in answer.content.decode()


def test_search_takes_any_text(client: Client) -> None:
    for value in HOSTILE:
        for address in ("/en/search?q=", "/en/organisations?q=", "/en/search?door="):
            answer = client.get(address + quote(value, safe=""))
            assert answer.status_code in (200, *REFUSALS), (address, value)
            assert b"<script>alert" not in answer.content
