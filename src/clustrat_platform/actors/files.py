"""The directory as files: CSV, JSON and GeoJSON of a search; vCard and schema.org of one entry. The same entries as the page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clustrat.publish.files import FORMULA_STARTS
from clustrat_platform.actors.models import Actor, ActorKind
from clustrat_platform.actors.models.fields import CodeScheme, Side
from clustrat_platform.actors.queries import entries_in_order, freshness_words, held_accreditations
from clustrat_platform.base.problems import Invalid

__all__ = [
    "EXPORT_MAX",
    "as_csv",
    "as_geojson",
    "as_json",
    "as_schema_org",
    "as_vcard",
    "documents_of",
    "schema_org_script",
]

#: Entries in one file.
EXPORT_MAX = 20_000
BATCH = 500
COLUMNS = (
    "permanent_id", "name", "kind", "confirmation", "confirmed_on", "due_on", "country", "nuts_code", "nuts_version", "town", "longitude",
    "latitude", "point_from", "website", "mailbox", "summary", "services", "founded_year", "size_class", "trl_min", "trl_max", "activities",
    "capabilities", "needs", "themes", "languages", "accreditations_valid", "certainty", "address",
)  # fmt: skip
LISTS = {
    "activities": (CodeScheme.NACE, Side.OFFER),
    "capabilities": (CodeScheme.CAPABILITY, Side.OFFER),
    "needs": (CodeScheme.CAPABILITY, Side.NEED),
    "themes": (CodeScheme.THEME, Side.OFFER),
    "languages": (CodeScheme.LANGUAGE, Side.OFFER),
}
SCHEMA_TYPES = {ActorKind.LABORATORY: "ResearchOrganization", ActorKind.CLUSTER: "Consortium"}


def documents_of(keys: Iterable[int]) -> list[dict[str, Any]]:
    """Public entries as plain values, in order; lists are sorted codes.

    Raises
    ------
    Invalid
        More entries than one file may hold.
    """
    wanted = list(keys)
    if len(wanted) > EXPORT_MAX:
        raise Invalid(
            detail=_(
                "A file holds at most %(most)s entries, and this search has %(n)s. Narrow it by a country or a kind."
            )
            % {"most": EXPORT_MAX, "n": len(wanted)},
            parameter="kind",
        )
    found: list[dict[str, Any]] = []
    for start in range(0, len(wanted), BATCH):
        found += [_document(it) for it in entries_in_order(wanted[start : start + BATCH])]
    return found


def as_csv(documents: Iterable[dict[str, Any]]) -> bytes:
    """UTF-8, codes of a list with blanks between; a text that would run as a formula gets an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for it in documents:
        writer.writerow([_cell(it[name]) for name in COLUMNS])
    return out.getvalue().encode()


def as_json(documents: list[dict[str, Any]], *, query: str, n: int) -> bytes:
    """The entries with the search they answer."""
    body = {"query": query, "n": n, "items": documents, "notes": _notes()}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def as_geojson(documents: Iterable[dict[str, Any]]) -> bytes:
    """A collection of points (RFC 7946); an entry without a place has no geometry, and is not left out."""
    features = []
    for it in documents:
        has_point = it["longitude"] is not None and it["latitude"] is not None
        point = {"type": "Point", "coordinates": [it["longitude"], it["latitude"]]} if has_point else None
        features.append({"type": "Feature", "id": it["permanent_id"], "geometry": point, "properties": it})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def as_vcard(actor: Actor) -> bytes:
    """The organisation as a vCard 4.0; role mailbox and website, never a person."""
    organisation = actor.organisation
    site = next(iter(organisation.sites.all()), None)
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        f"UID:urn:uuid:{actor.permanent_id}",
        f"FN:{_text(organisation.label)}",
        f"ORG:{_text(organisation.label)}",
        f"CATEGORIES:{_text(actor.get_kind_display())}",
    ]
    if site is not None:
        parts = ("", "", site.address, site.town, "", site.postcode, site.country)
        lines.append("ADR:" + ";".join(_text(it) for it in parts))
    if organisation.mailbox:
        lines.append(f"EMAIL;TYPE=work:{_text(organisation.mailbox)}")
    if organisation.website:
        lines.append(f"URL:{_text(organisation.website)}")
    if actor.summary:
        lines.append(f"NOTE:{_text(actor.summary)}")
    if actor.confirmed_on:
        lines.append(f"REV:{actor.confirmed_on:%Y%m%d}T000000Z")
    lines.append("END:VCARD")
    return "".join(_folded_line(it) for it in lines).encode()


def as_schema_org(actor: Actor) -> dict[str, Any]:
    """The entry in the words of schema.org; an accreditation that does not hold today is not said."""
    organisation = actor.organisation
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_TYPES.get(ActorKind(actor.kind), "Organization"),
        "@id": _address(actor),
        "name": organisation.label,
        "alternateName": [it.text for it in organisation.names.all() if it.text != organisation.label] or None,
        "url": organisation.website or None,
        "email": organisation.mailbox or None,
        "description": actor.summary or None,
        "foundingDate": str(actor.founded_year) if actor.founded_year else None,
        "parentOrganization": {"@type": "Organization", "name": actor.parent_name} if actor.parent_name else None,
        "knowsLanguage": _codes(actor, "languages") or None,
        "dateModified": actor.confirmed_on.isoformat() if actor.confirmed_on else None,
        "address": [
            {
                "@type": "PostalAddress",
                "streetAddress": it.address or None,
                "postalCode": it.postcode or None,
                "addressLocality": it.town or None,
                "addressCountry": it.country,
            }
            for it in organisation.sites.all()
        ]
        or {"@type": "PostalAddress", "addressCountry": organisation.country},
        "hasCertification": [
            {
                "@type": "Certification",
                "name": it.accreditation.scope,
                "certificationIdentification": it.accreditation.certificate or None,
                "issuedBy": {"@type": "Organization", "name": it.accreditation.accreditation_body},
                "expires": it.accreditation.valid_until.isoformat() if it.accreditation.valid_until else None,
            }
            for it in held_accreditations(actor)
            if it.is_valid
        ]
        or None,
    }
    return {name: _without_nothing(value) for name, value in found.items() if value is not None}


def schema_org_script(actor: Actor) -> SafeString:
    """The same inside the page; Django's ``json_script`` escapes what could end the element."""
    script = str(json_script(as_schema_org(actor), None)).replace("application/json", "application/ld+json", 1)
    return SafeString(script)


def _document(it: Actor) -> dict[str, Any]:
    organisation = it.organisation
    row = it.row
    sites = list(organisation.sites.all())
    region = organisation.region
    return {
        "permanent_id": str(it.permanent_id),
        "name": organisation.label,
        "kind": it.kind,
        "confirmation": freshness_words(it)[0],
        "confirmed_on": it.confirmed_on.isoformat() if it.confirmed_on else None,
        "due_on": it.due_on.isoformat() if it.due_on else None,
        "country": organisation.country,
        "nuts_code": region.code if region else None,
        "nuts_version": region.nuts_version if region else None,
        "town": sites[0].town or None if sites else None,
        "longitude": row.longitude,
        "latitude": row.latitude,
        "point_from": row.point_from or None,
        "website": organisation.website or None,
        "mailbox": organisation.mailbox or None,
        "summary": it.summary or None,
        "services": it.services or None,
        "founded_year": it.founded_year,
        "size_class": it.size_class or None,
        "trl_min": it.trl_min,
        "trl_max": it.trl_max,
        **{name: _codes(it, name) for name in LISTS},
        "accreditations_valid": sum(held.is_valid for held in held_accreditations(it)),
        "certainty": "demo" if organisation.is_demo else None,
        "address": _address(it),
    }


def _codes(it: Actor, name: str) -> list[str]:
    scheme, side = LISTS[name]
    return sorted(code.code for code in it.codes.all() if (code.scheme, code.side) == (scheme, side))


def _address(it: Actor) -> str:
    return str(settings.SITE_ORIGIN) + reverse("actors:page", kwargs={"permanent_id": it.permanent_id})


def _notes() -> list[str]:
    return [
        "An entry is a statement of its owner or of the register, not an official assessment.",
        "point_from 'region' is the label point of the region, not the place of the organisation.",
    ]


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = " ".join(value)
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def _text(value: str) -> str:
    """A text of a vCard (RFC 6350 3.4)."""
    return (
        value.replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\r\n", "\\n")
        .replace("\n", "\\n")
        .replace("\r", "\\n")
    )


def _folded_line(line: str) -> str:
    """A line in pieces of at most 75 bytes, no letter cut (RFC 6350 3.2)."""
    return "\r\n ".join(_pieces(line, 74)) + "\r\n"


def _pieces(line: str, most: int) -> Iterator[str]:
    piece, size = "", 0
    for letter in line:
        length = len(letter.encode())
        if size + length > most:
            yield piece
            piece, size = "", 0
        piece += letter
        size += length
    yield piece


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nothing(it) for name, it in value.items() if it is not None}
    if isinstance(value, list):
        return [_without_nothing(it) for it in value]
    return value
