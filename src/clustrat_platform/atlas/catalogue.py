"""The catalogue of what can be had, as DCAT-AP: the edition's tables and the screens, for data portals to harvest."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from clustrat.publish.language import LANGUAGES
from clustrat.store.catalog import Edition
from clustrat_platform.atlas.renderers import json_bytes

__all__ = ["as_json_ld", "as_turtle", "catalogue_of"]

EU = "http://publications.europa.eu/resource/authority"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
#: Three letters by which the Publications Office names languages.
LANGUAGE_CODES = {
    "en": "ENG", "de": "DEU", "it": "ITA", "pl": "POL", "cs": "CES", "sk": "SLK", "sl": "SLV", "hu": "HUN", "hr": "HRV",
}  # fmt: skip
LICENCE = "https://eur-lex.europa.eu/eli/dec/2011/833/oj"


def catalogue_of(edition: Edition) -> list[dict[str, Any]]:
    """The catalogue as a list of nodes: the catalogue, its publisher, one dataset per table, and their distributions."""
    origin = settings.SITE_ORIGIN
    catalogue = f"{origin}/api/v1/catalogue"
    publisher = f"{origin}/#publisher"
    nodes: list[dict[str, Any]] = [
        {"@id": publisher, "@type": "foaf:Agent", "foaf:name": "clustrat"},
        {
            "@id": catalogue,
            "@type": "dcat:Catalog",
            "dct:title": _in_english("clustrat: regions, their clusters, and what follows from the evidence"),
            "dct:description": _in_english(
                "Regional statistics by industry with every flag, and location quotients, clusters, potential and partners computed "
                "of them."
            ),
            "dct:publisher": {"@id": publisher},
            "dct:language": [{"@id": f"{EU}/language/{LANGUAGE_CODES[code]}"} for code in LANGUAGES],
            "foaf:homepage": {"@id": f"{origin}/"},
            "dcat:dataset": [{"@id": f"{catalogue}#{name}"} for name in sorted(edition.tables)],
        },
    ]
    for name, entry in sorted(edition.tables.items()):
        dataset = f"{catalogue}#{name}"
        address = f"{origin}/api/v1/observations?table={name}&v={edition.id}"
        nodes.append(
            {
                "@id": dataset,
                "@type": "dcat:Dataset",
                "dct:title": _in_english(entry.title),
                "dct:description": _in_english(" ".join([entry.title + ".", *entry.notes])),
                "dct:identifier": f"{edition.id}/{name}",
                "dct:publisher": {"@id": publisher},
                "dct:source": _in_english(edition.provenance(name).citation),
                "dcat:keyword": [_in_english(word) for word in ("regions", "industries", "clusters", "NUTS", "NACE")],
                "dcat:theme": {"@id": f"{EU}/data-theme/ECON"},
                "dcat:version": edition.id,
                "dcat:contactPoint": {"@id": f"{dataset}-contact"},
                "dcat:distribution": [{"@id": f"{dataset}-{kind}"} for kind in ("json", "csv")],
            }
        )
        nodes.append({"@id": f"{dataset}-contact", "@type": "vcard:Kind", "vcard:fn": "clustrat"})
        for kind, media in (("json", "application/json"), ("csv", "text/csv")):
            nodes.append(
                {
                    "@id": f"{dataset}-{kind}",
                    "@type": "dcat:Distribution",
                    "dct:title": _in_english(f"{entry.title} ({kind.upper()})"),
                    "dcat:accessURL": {"@id": f"{address}&format={kind}"},
                    "dct:license": {"@id": LICENCE},
                    "dct:rights": {"@id": f"{dataset}-rights"},
                    "dct:format": {"@id": f"{EU}/file-type/{kind.upper()}"},
                    "dcat:mediaType": {"@id": f"http://www.iana.org/assignments/media-types/{media}"},
                }
            )
        nodes.append(
            {"@id": f"{dataset}-rights", "@type": "dct:RightsStatement", "dct:description": _in_english(entry.licence)}
        )
    return nodes


def _in_english(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}


def as_json_ld(edition: Edition) -> bytes:
    """The catalogue as JSON-LD."""
    return json_bytes({"@context": CONTEXT, "@graph": catalogue_of(edition)})


def as_turtle(edition: Edition) -> bytes:
    """The catalogue as Turtle: the same nodes, one statement a line."""
    lines = [f"@prefix {prefix}: <{address}> ." for prefix, address in CONTEXT.items()]
    for node in catalogue_of(edition):
        statements = [
            f"  {'a' if name == '@type' else name} {', '.join(_term(it, is_type=name == '@type') for it in _listed(value))}"
            for name, value in node.items()
            if name != "@id"
        ]
        lines += ["", f"<{node['@id']}>", " ;\n".join(statements) + " ."]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _term(value: Any, *, is_type: bool) -> str:
    if isinstance(value, dict):
        return f"<{value['@id']}>" if "@id" in value else f"{_quoted(value['@value'])}@{value['@language']}"
    return str(value) if is_type else _quoted(str(value))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
