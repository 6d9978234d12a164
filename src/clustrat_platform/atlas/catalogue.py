"""The catalogue of what can be had, as DCAT-AP: an edition, its tables and what is computed of them, for data portals to harvest."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from clustrat.codes.nuts import CENTRAL_EUROPE, regions
from clustrat.publish.language import LANGUAGES
from clustrat.store.catalog import Edition
from clustrat.study.question import NUTS_VERSION
from clustrat_platform.atlas.addresses import WORDS_OF_FORMATS
from clustrat_platform.atlas.edition_files import given_tables
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
KEYWORDS = ("regions", "industries", "clusters", "NUTS", "NACE")
#: Format -> its name among the file types of the Publications Office, and its media type.
FORMATS = {
    "json": ("JSON", "application/json"),
    "csv": ("CSV", "text/csv"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
    "zip": ("ZIP", "application/zip"),
    "jsonstat.json": ("JSON", "application/json"),
    "sdmx.csv": ("CSV", "application/vnd.sdmx.data+csv"),
    "graphml": ("XML", "application/xml"),
    "edges.csv": ("CSV", "text/csv"),
}
#: What is computed for every region: screen -> title, description and the formats that portals are offered.
COMPUTED = {
    "portfolio": (
        "Industries of each region: location quotients with intervals, size, growth and stars",
        "Cell by cell, each figure with its unit, flag and reason; hidden figures stay hidden.",
        ("parquet", "jsonstat.json", "sdmx.csv"),
    ),
    "space": (
        "Industry space: which industries are found together, and what each region has in it",
        "A network of industries; nodes carry the region's own figures. Links and layout are the same for every region.",
        ("graphml", "edges.csv"),
    ),
}


def catalogue_of(edition: Edition) -> list[dict[str, Any]]:
    """The catalogue as a list of nodes: catalogue, publisher, and the datasets of an edition with their distributions.

    Datasets are the edition as a whole, each of its tables that is given out, and what is computed for the regions of the nine
    countries.
    """
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
            "dcat:dataset": [{"@id": f"{catalogue}#{name}"} for name in ("edition", *given_tables(edition), *COMPUTED)],
        },
        {"@id": f"{catalogue}-contact", "@type": "vcard:Kind", "vcard:fn": "clustrat"},
    ]
    nodes += _whole(edition, catalogue, publisher)
    for name in given_tables(edition):
        nodes += _table(edition, name, catalogue, publisher)
    for name in COMPUTED:
        nodes += _computed(edition, name, catalogue, publisher)
    return nodes


def _whole(edition: Edition, catalogue: str, publisher: str) -> list[dict[str, Any]]:
    page = f"{settings.SITE_ORIGIN}/en/edition/{edition.id}/data"
    title = f"Edition {edition.id}: all tables with their sources, licences, columns and flags"
    return [
        _dataset(
            f"{catalogue}#edition", title=title, about=title, identifier=edition.id, edition=edition,
            publisher=publisher, contact=f"{catalogue}-contact", distributions=["zip", "json"],
        ),
        *(
            _distribution(f"{catalogue}#edition", kind, title=title, access=page, download=f"{page}.{kind}")
            for kind in ("zip", "json")
        ),
    ]  # fmt: skip


def _table(edition: Edition, name: str, catalogue: str, publisher: str) -> list[dict[str, Any]]:
    entry, dataset = edition.tables[name], f"{catalogue}#{name}"
    origin = settings.SITE_ORIGIN
    address = f"{origin}/api/v1/observations?table={name}&v={edition.id}"
    rights = f"{dataset}-rights"
    whole = f"{origin}/en/edition/{edition.id}/table/{name}.parquet"
    node = _dataset(
        dataset, title=entry.title, about=" ".join([entry.title + ".", *entry.notes]), identifier=f"{edition.id}/{name}",
        edition=edition, publisher=publisher, contact=f"{catalogue}-contact", distributions=["json", "csv", "parquet"],
    )  # fmt: skip
    return [
        {**node, "dct:source": _in_english(edition.provenance(name).citation)},
        *(
            _distribution(dataset, kind, title=entry.title, access=f"{address}&format={kind}", rights=rights)
            for kind in ("json", "csv")
        ),
        _distribution(dataset, "parquet", title=entry.title, access=whole, download=whole, rights=rights),
        {"@id": rights, "@type": "dct:RightsStatement", "dct:description": _in_english(entry.licence)},
    ]


def _computed(edition: Edition, name: str, catalogue: str, publisher: str) -> list[dict[str, Any]]:
    """What a screen computes, with one distribution per region and format."""
    title, about, formats = COMPUTED[name]
    dataset, origin = f"{catalogue}#{name}", settings.SITE_ORIGIN
    chosen = [it for it in regions(version=NUTS_VERSION, level=2) if it.country in CENTRAL_EUROPE]
    node = _dataset(
        dataset, title=title, about=about, identifier=f"{edition.id}/{name}", edition=edition, publisher=publisher,
        contact=f"{catalogue}-contact", distributions=[f"{it.code}-{kind}" for it in chosen for kind in formats],
    )  # fmt: skip
    pages = {it.code: f"{origin}/en/region/{it.code}/{name}" for it in chosen}
    return [
        node,
        *(
            _distribution(
                dataset, kind, title=f"{it.name} ({it.code})", access=f"{pages[it.code]}?v={edition.id}",
                download=f"{pages[it.code]}.{kind}?v={edition.id}", key=f"{it.code}-{kind}",
            )
            for it in chosen
            for kind in formats
        ),
    ]  # fmt: skip


def _dataset(
    node: str, *, title: str, about: str, identifier: str, edition: Edition, publisher: str, contact: str,
    distributions: list[str],
) -> dict[str, Any]:  # fmt: skip
    return {
        "@id": node,
        "@type": "dcat:Dataset",
        "dct:title": _in_english(title),
        "dct:description": _in_english(about),
        "dct:identifier": identifier,
        "dct:publisher": {"@id": publisher},
        "dcat:keyword": [_in_english(word) for word in KEYWORDS],
        "dcat:theme": {"@id": f"{EU}/data-theme/ECON"},
        "dcat:version": edition.id,
        "dcat:contactPoint": {"@id": contact},
        "dcat:distribution": [{"@id": f"{node}-{it}"} for it in distributions],
    }


def _distribution(
    dataset: str, kind: str, *, title: str, access: str, download: str = "", rights: str = "", key: str = ""
) -> dict[str, Any]:
    file_type, media = FORMATS[kind]
    return {
        "@id": f"{dataset}-{key or kind}",
        "@type": "dcat:Distribution",
        "dct:title": _in_english(f"{title} ({WORDS_OF_FORMATS[kind]})"),
        "dcat:accessURL": {"@id": access},
        **({"dcat:downloadURL": {"@id": download}} if download else {}),
        "dct:license": {"@id": LICENCE},
        **({"dct:rights": {"@id": rights}} if rights else {}),
        "dct:format": {"@id": f"{EU}/file-type/{file_type}"},
        "dcat:mediaType": {"@id": f"http://www.iana.org/assignments/media-types/{media}"},
    }


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
