"""The look at an import before anything is written: each row checked, placed, and compared with what is there."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from clustrat.codes.postcodes import POSTCODE_COUNTRIES, postcode
from clustrat.codes.postcodes_table import PostcodeTable, in_version, locate, located_share, read_postcode_table
from clustrat.errors import CodeListError
from clustrat.microdata.linkage import OrganisationRecord, find_duplicates
from clustrat.microdata.linkage_names import normal_name
from clustrat.sources.spreadsheet import FORMULA
from clustrat_platform.actors.actions.importing import IMPORT_NUTS_VERSION as NUTS_VERSION
from clustrat_platform.actors.field_values import checked_values, values_of
from clustrat_platform.actors.import_reading import ReadSheet
from clustrat_platform.actors.models import Actor, DirectoryImport, ImportRow, PostcodeFile, fields_of
from clustrat_platform.actors.models.fields import CODE_FIELDS
from clustrat_platform.base.input_types import clean_text
from clustrat_platform.base.models import Region, User
from clustrat_platform.base.problems import Invalid
from clustrat_platform.organisations.models import LegalId, Organisation
from clustrat_platform.organisations.permissions import KEEPERS, holds

__all__ = ["look_at", "organisation_records", "postcodes_in_use", "territory_of"]

Outcome = ImportRow.Outcome
SCHEMES = ("vat", "register", "ror", "cordis", "wikidata", "notified_body")
#: A number in brackets behind a name, as Croatian lists write the OIB.
_NUMBER_BEHIND = re.compile(r"\s*\((\d{8,13})\)\s*$")
_check_url = URLValidator(schemes=("http", "https"))
_COUNTRY = {"EL": "GR", "UK": "GB"}
#: How far an organisation that is there may differ and still be one: the tiers of the deduplication.
N_SHOWN = 200
_NUMERIC = {"founded_year", "trl_min", "trl_max", "sme_projects", "investments", "committed_members"}
_DECIMAL = {"industrial_funding_pct", "sme_turnover_pct", "management_fte"}
_YES_NO = {
    "has_gender_mark", "is_international", "serves_smes", "public_bodies_involved", "english_website",
}  # fmt: skip
_YES = {"yes": True, "true": True, "1": True, "ja": True, "no": False, "false": False, "0": False, "nein": False}


def postcodes_in_use() -> PostcodeTable | None:
    """The newest postcode file that was brought, read; ``None`` where none was."""
    kept = PostcodeFile.objects.order_by("-created_at", "-pk").first()
    if kept is None:
        return None
    return read_postcode_table([(kept.file_name, bytes(kept.content))], nuts_version=kept.nuts_version)


def look_at(
    of: DirectoryImport,
    sheet: ReadSheet,
    *,
    by: User | None,
    table: PostcodeTable | None,
    report: Callable[[int], None] = lambda percent: None,
) -> tuple[list[ImportRow], dict[str, Any]]:
    """What would become of every row, and the counts; nothing is written.

    ``report`` is told the per cent done.
    """
    rows, placed = [], []
    regions = {r.code: r for r in Region.objects.filter(nuts_version=NUTS_VERSION, level=3)}
    covers = territory_of(by)
    places = {column: place for place, column in enumerate(sheet.columns)}
    picked = {field: places[column] for field, column in of.mapping.items()}
    for number, (line, cells) in enumerate(sheet.rows):
        row = _row(of, line, {field: cells[place] for field, place in picked.items()})
        if row.outcome != Outcome.REFUSED and table is not None:
            found = locate(
                row.values.get("postcode", ""),
                country=row.values["country"] if row.values["country"] in POSTCODE_COUNTRIES else "",
                table=table,
                town=row.values.get("town", ""),
            )
            placed.append(found)
            _place(row, found, regions)
        row.is_own_territory = covers(regions.get(row.values.get("region", "")))
        rows.append(row)
        if number % 2_000 == 0:
            report(5 + 45 * number // max(len(sheet.rows), 1))
    _find_repeats(rows)
    report(55)
    _compare(of, rows, report)
    share = located_share(placed)
    counts = Counter(row.outcome for row in rows)
    told = {
        "rows": len(rows),
        "outcomes": dict(counts),
        "region": {
            "table": f"NUTS {table.nuts_version}" if table else "",
            "n_with_postcode": share.n_with_postcode,
            "n_in_table": share.n_in_table,
            "n_located": share.n_located,
            "n_for_person": share.n_for_person,
            "located_share": share.located_share,
            "in_table_share": share.in_table_share,
            "by_method": dict(share.by_method),
        },
        "refusals": dict(Counter(row.why for row in rows if row.outcome == Outcome.REFUSED).most_common(20)),
    }
    return rows, told


def territory_of(by: User | None) -> Callable[[Region | None], bool]:
    """Whether the person keeps the register where a region lies; asked once for each region."""
    known: dict[int | None, bool] = {}

    def covers(region: Region | None) -> bool:
        key = region.pk if region else None
        if key not in known:
            known[key] = by is None or holds(by, KEEPERS, region)
        return known[key]

    return covers


def organisation_records(organisations: Iterable[Organisation]) -> list[OrganisationRecord]:
    """Organisations as the deduplication takes them; call with names, ids and sites fetched along."""
    return [
        OrganisationRecord(
            record=f"o:{it.pk}",
            name=it.label,
            aliases=tuple(name.text for name in it.names.all() if name.text != it.label),
            country=it.country,
            postcode=_normal(next((site.postcode for site in it.sites.all() if site.postcode), ""), it.country),
            region=it.region.code if it.region else "",
            domain=_domain(it.website),
            identifiers=tuple((number.scheme, number.value) for number in it.legal_ids.all()),
        )
        for it in organisations
    ]


def _row(of: DirectoryImport, line: int, cells: Mapping[str, str]) -> ImportRow:
    """One row, its values checked; a refused one says which cell and why."""
    row = ImportRow(of=of, number=line, outcome=Outcome.NEW, made=uuid.uuid4())
    values: dict[str, Any] = {}
    try:
        for field, text in cells.items():
            if text == FORMULA:
                raise Invalid(
                    detail=_("The column '%(name)s' holds a formula. Paste its value.") % {"name": of.mapping[field]}
                )
            if text:
                values[field] = _value(field, text)
        values["country"] = _country(values.get("country", "") or of.country, values)
        if behind := _NUMBER_BEHIND.search(values.get("name", "")):
            values["name"] = values["name"][: behind.start()]
            values.setdefault("register", behind[1])
        row.label = values.get("name", "")[:200]
        if not row.label:
            raise Invalid(detail=_("The row has no name."))
        if len(values["name"]) > 200:
            raise Invalid(detail=_("The name has more than 200 letters."))
        own = {name: value for name, value in values.items() if name in fields_of(of.kind)}
        values |= {name: _plain(value) for name, value in checked_values(of.kind, own).items()}
    except (Invalid, ValidationError) as refusal:
        row.outcome = Outcome.REFUSED
        row.why = (refusal.detail if isinstance(refusal, Invalid) else "; ".join(refusal.messages))[:500]
    row.values = values
    return row


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list | tuple | set) else value


def _value(field: str, text: str) -> Any:
    text = clean_text(text).strip() if text.isprintable() else text
    if field in CODE_FIELDS:
        return [code.strip() for code in text.split(";") if code.strip()]
    if field in _YES_NO:
        if text.casefold() not in _YES:
            raise Invalid(
                detail=_("'%(value)s' in '%(name)s' is neither yes nor no.") % {"value": text[:40], "name": field}
            )
        return _YES[text.casefold()]
    if field in _NUMERIC or field in _DECIMAL or field in ("longitude", "latitude"):
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            raise Invalid(
                detail=_("'%(value)s' in '%(name)s' is no number.") % {"value": text[:40], "name": field}
            ) from None
        return int(number) if field in _NUMERIC and number.is_integer() else number
    if field == "website":
        text = text if "://" in text else f"https://{text}"
        _check_url(text)
    elif field == "mailbox":
        validate_email(text)
    return text


def _country(written: str, values: Mapping[str, Any]) -> str:
    code = written.strip().upper()
    if re.fullmatch(r"[A-Z]{2}", code):
        return code
    if not code:
        try:
            return postcode(str(values.get("postcode", ""))).country
        except CodeListError:
            raise Invalid(detail=_("The row has no country, and none was named for all rows.")) from None
    raise Invalid(detail=_("'%(value)s' is no country code of two letters.") % {"value": written[:40]})


def _place(row: ImportRow, found: Any, regions: Mapping[str, Region]) -> None:
    """The region of a row in the version of the directory, with method and confidence."""
    code = in_version(found.code, from_version=found.nuts_version, to_version=NUTS_VERSION) if found.code else None
    if code in regions:
        row.values["region"] = code
        row.values["region_method"] = found.method
    row.values["region_confidence"] = found.confidence
    if found.normal is not None:
        row.values["postcode"] = found.normal.code
    if found.needs_person or (found.code and code is None):
        row.why = found.why or _("The region %(code)s cannot be said in NUTS %(version)s.") % {
            "code": found.code, "version": NUTS_VERSION,
        }  # fmt: skip
    elif found.why and not row.why:
        row.why = found.why[:500]


def _find_repeats(rows: list[ImportRow]) -> None:
    """Rows of the same organisation in one file: the first counts; one number under two names is refused in both."""
    by_number: dict[tuple[str, str], ImportRow] = {}
    by_name: dict[tuple[str, ...], ImportRow] = {}
    for row in rows:
        if row.outcome == Outcome.REFUSED:
            continue
        name = normal_name(row.label, country=row.values["country"])
        key = (row.values["country"], name.full, name.form, row.values.get("postcode", ""))
        first = by_name.get(key)
        for scheme in SCHEMES:
            number = (scheme, str(row.values.get(scheme, "")))
            if not number[1]:
                continue
            other = by_number.setdefault(number, row)
            if other is row or other is first:
                continue
            if normal_name(other.label, country=other.values["country"]).full == name.full:
                first = other
                continue
            for one, two in ((row, other), (other, row)):
                one.outcome = Outcome.REFUSED
                one.why = _("The number %(number)s stands also in row %(row)s under another name.") % {
                    "number": number[1], "row": two.number,
                }  # fmt: skip
        if row.outcome == Outcome.REFUSED:
            continue
        if first is not None and first.outcome != Outcome.REFUSED:
            row.outcome = Outcome.REPEAT
            row.why = _("The same as row %(row)s.") % {"row": first.number}
        else:
            by_name[key] = row


def _compare(of: DirectoryImport, rows: list[ImportRow], report: Callable[[int], None]) -> None:
    """Hold new rows against the organisations that are there: the same, perhaps the same, or new."""
    fresh = [row for row in rows if row.outcome == Outcome.NEW]
    countries = {row.values["country"] for row in fresh}
    there = (
        Organisation.objects.filter(country__in=countries)
        .exclude(state=Organisation.State.WITHDRAWN)
        .select_related("region")
        .prefetch_related("names", "legal_ids", "sites")
    )
    known = {f"o:{it.pk}": it for it in there}
    if not known:
        return
    records = organisation_records(known.values())
    mine = {f"r:{place}": row for place, row in enumerate(fresh)}
    records += [_record(key, row) for key, row in mine.items()]
    report(65)
    matched: dict[str, tuple[Organisation, bool, str]] = {}
    for pair in find_duplicates(records, new=set(mine)):
        ours, other = (pair.left, pair.right) if pair.left in mine else (pair.right, pair.left)
        if other not in known or ours in matched:
            continue
        told = "; ".join(f"{a.field}: {a.degree}" for a in pair.evidence)
        matched[ours] = known[other], pair.may_be_automatic, told
    report(85)
    actors = {
        it.organisation_id: it
        for it in Actor.objects.filter(kind=of.kind, organisation__in=[found[0].pk for found in matched.values()])
        .select_related("organisation")
        .prefetch_related("codes")
    }
    for key, (organisation, is_sure, told) in matched.items():
        row = mine[key]
        row.there = organisation.permanent_id
        if not is_sure:
            row.outcome = Outcome.DOUBTFUL
            row.why = f"{organisation.label} ({told})"[:500]
            continue
        actor = actors.get(organisation.pk)
        now = values_of(actor) if actor else {}
        row.difference = {
            name: [now.get(name), row.values[name]]
            for name in fields_of(of.kind)
            if name in row.values and row.values[name] != now.get(name)
        }
        row.outcome = Outcome.SAME if actor and not row.difference else Outcome.CHANGE
        row.why = told[:500]


def _record(key: str, row: ImportRow) -> OrganisationRecord:
    values = row.values
    aliases = [values.get("acronym", ""), *str(values.get("other_names", "")).split(";")]
    return OrganisationRecord(
        record=key,
        name=row.label,
        aliases=tuple(alias.strip() for alias in aliases if alias.strip()),
        country=values["country"],
        postcode=_normal(values.get("postcode", ""), values["country"]),
        region=values.get("region", ""),
        domain=_domain(values.get("website", "")),
        identifiers=tuple((scheme, str(values[scheme])) for scheme in SCHEMES if values.get(scheme)),
    )


def _normal(written: str, country: str) -> str:
    if not written or country not in POSTCODE_COUNTRIES:
        return written
    try:
        return postcode(written, country=country).code
    except CodeListError:
        return written


def _domain(website: str) -> str:
    return (urlsplit(website).hostname or "").removeprefix("www.") if website else ""


#: Numbers that authorities gave, as :class:`LegalId` knows them.
assert set(SCHEMES) <= set(LegalId.Scheme.values)
