"""How one answer of the interface leads to the next: links of OpenAPI from each list to what it lists."""

from __future__ import annotations

from typing import Any

__all__ = ["LINKS", "link"]

#: A list, where its first item has the name of a thing, and the operation and parameter that take that name.
LINKS: tuple[tuple[str, str, str, str], ...] = (
    ("/api/v1/regions", "/items/0/code", "/api/v1/regions/{code}", "code"),
    ("/api/v1/regions", "/next", "/api/v1/regions", "after"),
    ("/api/v1/editions", "/items/0/id", "/api/v1/editions/{code}/{screen}", "code"),
    ("/api/v1/editions", "/items/0/id", "/api/v1/observations", "v"),
    ("/api/v1/editions", "/items/0/tables/0", "/api/v1/observations", "table"),
    ("/api/v1/themes", "/items/0/code", "/api/v1/themes/{code}", "code"),
    ("/api/v1/themes", "/items/0/code", "/api/v1/potential", "theme"),
    ("/api/v1/organisations", "/items/0/permanent_id", "/api/v1/organisations/{permanent_id}", "permanent_id"),
    ("/api/v1/dialogues", "/items/0/permanent_id", "/api/v1/dialogues/{permanent_id}", "permanent_id"),
    ("/api/v1/dialogues", "/items/0/permanent_id", "/api/v1/dialogues/{permanent_id}/results", "permanent_id"),
    ("/api/v1/cluster-concepts", "/items/0/permanent_id", "/api/v1/cluster-concepts/{permanent_id}", "permanent_id"),
)


def link(paths: dict[str, Any]) -> None:
    """Write the links into the paths of an OpenAPI document.

    >>> paths = {it: {"get": {"operationId": it, "responses": {200: {}}}} for row in LINKS for it in (row[0], row[2])}
    >>> link(paths)
    >>> paths["/api/v1/themes"]["get"]["responses"][200]["links"]["api_v1_themes_code"]["parameters"]
    {'code': '$response.body#/items/0/code'}
    """
    for source, pointer, target, parameter in LINKS:
        name = f"{target}_{parameter}".strip("/").replace("/{", "_").replace("}", "").replace("/", "_")
        name = name.replace("-", "_").removesuffix(f"_{parameter}")
        answer = paths[source]["get"]["responses"][200]
        answer.setdefault("links", {})[name] = {
            "operationId": paths[target]["get"]["operationId"],
            "parameters": {parameter: f"$response.body#{pointer}"},
        }
