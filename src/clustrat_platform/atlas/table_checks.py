"""What is found in an uploaded table: each row against codes, years, numbers, flags and territory, then the whole against secrecy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from clustrat.codes.nace import activity
from clustrat.codes.nuts import VERSIONS, region
from clustrat.errors import ClustratError, DisclosureError
from clustrat.evidence.disclosure import certify
from clustrat.evidence.flags import FLAG_MEANINGS, is_confidential
from clustrat.evidence.result import Column, ResultTable
from clustrat.study.added_secrecy import ADDED_SECRECY_V1, Key, exposed_figures, hide_more
from clustrat_platform.base.problems import Invalid

if TYPE_CHECKING:
    import polars as pl

    from clustrat_platform.atlas.table_reading import ReadTable

__all__ = ["FINDINGS_KEPT", "MAPPED", "Checked", "Finding", "check_mapping", "check_rows"]

#: Roles of columns: those that a table must have, and those that it may have.
MAPPED = {"nuts": True, "year": False, "value": True, "nace": False, "flag": False, "contributors": False}
FINDINGS_KEPT = 1_000
NACE_VERSIONS = ("2", "2.1")
FIRST_YEAR, LAST_YEAR = 1950, 2100
MEASURE = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
#: What stands for a missing value in files of statistical offices.
MISSING = ("", ":", "-", "–", "n/a", "na", "..", ".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found in one row: its line in the table, the column, whether it keeps the row out, and a sentence."""

    line: int
    column: str
    is_error: bool
    text: str

    def as_dict(self) -> dict[str, Any]:
        """As it is kept."""
        return {"line": self.line, "column": self.column, "is_error": self.is_error, "text": self.text}


@dataclass(slots=True, kw_only=True)
class Checked:
    """A table that was checked.

    ``rows`` are those kept: measure, region, industry, year, value (``None`` missing, never 0), flag. ``n_rejected`` rows
    were left out, each with a finding; ``faults`` keep the whole table from being published.
    """

    rows: list[tuple[str, str, str, int, float | None, str]] = field(default_factory=list)
    n_read: int = 0
    n_rejected: int = 0
    findings: list[Finding] = field(default_factory=list)
    n_findings: int = 0
    faults: list[str] = field(default_factory=list)
    certificate: dict[str, Any] = field(default_factory=dict)
    n_hidden_more: int = 0

    def note(self, line: int, column: str, text: str, *, is_error: bool = True) -> None:
        """Keep a finding, up to a thousand; all are counted."""
        self.n_findings += 1
        if len(self.findings) < FINDINGS_KEPT:
            self.findings.append(Finding(line=line, column=column, is_error=is_error, text=text[:300]))

    def frame(self) -> pl.DataFrame:
        """The rows kept as a table of an edition."""
        import polars as pl

        return pl.DataFrame(
            self.rows,
            schema={
                "measure": pl.String,
                "nuts_code": pl.String,
                "nace_code": pl.String,
                "year": pl.Int16,
                "value": pl.Float64,
                "flag": pl.String,
            },
            orient="row",
        )


def check_mapping(mapping: Mapping[str, Any], *, columns: list[str]) -> dict[str, Any]:
    """What the columns mean, checked against the columns that there are.

    Raises
    ------
    Invalid
        A role has no column, a column is not there or has two roles, or measure, unit, year or version cannot be.
    """
    found: dict[str, Any] = {}
    for role, is_needed in MAPPED.items():
        name = str(mapping.get(role) or "")
        if name and name not in columns:
            raise Invalid(
                detail=_("The table has no column '%(name)s'.") % {"name": name[:80]}, parameter=role, allowed=columns
            )
        if is_needed and not name:
            raise Invalid(detail=_("Say which column holds this."), parameter=role, allowed=columns)
        found[role] = name
    chosen = [name for role, name in found.items() if name]
    if len(set(chosen)) < len(chosen):
        raise Invalid(detail=_("One column cannot have two meanings."), parameter="value")
    measure = str(mapping.get("measure") or "")
    if not MEASURE.match(measure):
        raise Invalid(
            detail=_("The quantity is small letters, digits and underscores, such as 'employment_persons'."),
            parameter="measure",
            value=measure[:80],
        )
    unit = " ".join(str(mapping.get("unit") or "").split())
    if not unit or len(unit) > 40:
        raise Invalid(detail=_("Name the unit, in at most 40 letters."), parameter="unit")
    fixed = str(mapping.get("fixed_year") or "")
    if bool(fixed) == bool(found["year"]):
        raise Invalid(detail=_("Give the year either by a column or for the whole table."), parameter="year")
    if fixed and _year(fixed) is None:
        raise Invalid(detail=_("'%(year)s' is no year.") % {"year": fixed[:20]}, parameter="fixed_year")
    for name, versions in (("nuts_version", VERSIONS), ("nace_version", NACE_VERSIONS)):
        version = str(mapping.get(name) or "")
        if version not in versions:
            raise Invalid(
                detail=_("Say of which version the codes are."),
                parameter=name,
                value=version[:20],
                allowed=list(versions),
            )
        found[name] = version
    return {
        **found,
        "measure": measure,
        "unit": unit,
        "fixed_year": fixed,
        "hide_more": bool(mapping.get("hide_more")),
    }


def _year(text: str) -> int | None:
    if not re.fullmatch(r"\d{4}(?:\.0)?", text, flags=re.ASCII):
        return None
    year = int(text[:4])
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def check_rows(
    table: ReadTable,
    mapping: Mapping[str, Any],
    *,
    territory: tuple[str, str] | None = None,
    earlier: Mapping[Key, float | None] | None = None,
) -> Checked:
    """Check each row, and the whole against secrecy.

    Parameters
    ----------
    table
        As it was read.
    mapping
        As :func:`check_mapping` gives it.
    territory
        Version and code of the region in which all rows must lie; ``None`` for everywhere.
    earlier
        Figures of the same quantity in the edition in use, which everyone may have kept: region, industry and year -> figure.
    """
    places = {role: table.columns.index(mapping[role]) for role in MAPPED if mapping.get(role)}
    checked = Checked(n_read=len(table.rows))
    seen: dict[tuple[str, str, int], int] = {}
    for line, row in enumerate(table.rows, start=2):
        before = checked.n_findings
        cells = {role: row[place] for role, place in places.items()}
        nuts = _region(checked, line, cells["nuts"], mapping, territory)
        nace = _industry(checked, line, cells.get("nace", ""), mapping)
        year = _year(cells.get("year", mapping["fixed_year"]))
        if year is None:
            checked.note(line, "year", _("'%(year)s' is no year.") % {"year": cells.get("year", "")[:20]})
        value, flag = _figure(checked, line, cells["value"], cells.get("flag", ""))
        flag = _few(checked, line, cells.get("contributors", ""), mapping, value, flag)
        if checked.n_findings > before or nuts is None or nace is None or year is None:
            checked.n_rejected += 1
            continue
        key = (nuts, nace, year)
        if key in seen:
            words = _("This region, industry and year stand in line %(line)s already.") % {"line": seen[key]}
            checked.note(line, "nuts", words)
            checked.n_rejected += 1
            continue
        seen[key] = line
        checked.rows.append((mapping["measure"], nuts, nace, year, value, flag))
    if not checked.rows:
        checked.faults.append(_("Not one row can be kept."))
    _check_secrecy(checked, mapping, lines=seen, earlier=earlier or {})
    return checked


def _few(checked: Checked, line: int, text: str, mapping: Mapping[str, Any], value: float | None, flag: str) -> str:
    """A figure of too few firms must not be shown; one that is not shown is marked as hidden."""
    if not text.strip() or not mapping.get("contributors"):
        return flag
    if not re.fullmatch(r"\d{1,9}(?:\.0+)?", text.strip(), flags=re.ASCII):
        words = _("'%(value)s' is no number of firms.") % {"value": text[:40]}
        checked.note(line, mapping["contributors"], words)
        return flag
    least = ADDED_SECRECY_V1.min_contributors
    if not 0 < int(float(text)) < least:
        return flag
    if value is not None:
        words = _("The figure rests on fewer than %(n)s firms. Leave the cell empty and mark it 'c'.") % {"n": least}
        checked.note(line, mapping["value"], words)
        checked.faults.append(
            _("Line %(line)s shows a figure of fewer than %(n)s firms; no part of the table is published.")
            % {"line": line, "n": least}
        )
        return flag
    return flag if is_confidential(flag) else "".join(sorted({*flag, "c"}))


def _region(
    checked: Checked, line: int, text: str, mapping: Mapping[str, Any], territory: tuple[str, str] | None
) -> str | None:
    version = mapping["nuts_version"]
    try:
        code = region(text, version=version).code
    except ClustratError as error:
        checked.note(line, mapping["nuts"], str(error))
        return None
    if territory is not None and (version != territory[0] or not code.startswith(territory[1])):
        words = _("%(code)s does not lie in your territory (%(territory)s, NUTS %(version)s).")
        checked.note(line, mapping["nuts"], words % {"code": code, "territory": territory[1], "version": territory[0]})
        return None
    return code


def _industry(checked: Checked, line: int, text: str, mapping: Mapping[str, Any]) -> str | None:
    if not mapping["nace"]:
        return ""
    try:
        return activity(text, version=mapping["nace_version"]).table_code
    except ClustratError as error:
        checked.note(line, mapping["nace"], str(error))
        return None


def _figure(checked: Checked, line: int, text: str, flag: str) -> tuple[float | None, str]:
    """Value and flag; a flag may stand in its own column or behind the number, as Eurostat prints it."""
    number, _blank, behind = text.partition(" ")
    marks = "".join(sorted(set((flag + behind).replace(" ", ""))))
    if unknown := [it for it in marks if it not in FLAG_MEANINGS]:
        words = _("The flag '%(flag)s' is not in the published vocabulary (%(all)s).")
        checked.note(line, "flag", words % {"flag": unknown[0], "all": " ".join(FLAG_MEANINGS)})
        return None, ""
    if number.casefold() in MISSING:
        return None, marks
    if not re.fullmatch(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,2})?", number, flags=re.ASCII):
        checked.note(line, "value", _("'%(value)s' is neither a number nor ':'.") % {"value": text[:40]})
        return None, ""
    value = float(number.replace(",", "."))
    if abs(value) > 2.0**53:
        checked.note(line, "value", _("'%(value)s' is too large to be counted exactly.") % {"value": text[:40]})
        return None, ""
    if is_confidential(marks):
        words = _("The figure is marked confidential (c), but it is shown. Leave the cell empty.")
        checked.note(line, "value", words)
        checked.faults.append(
            _("Line %(line)s shows a confidential figure; no part of the table is published.") % {"line": line}
        )
        return None, marks
    return value, marks


def _check_secrecy(
    checked: Checked, mapping: Mapping[str, Any], *, lines: Mapping[Key, int], earlier: Mapping[Key, float | None]
) -> None:
    """The gate of the core, and whatever the totals, or what was published before, would give back of a hidden figure."""
    _check_sums(checked, mapping, lines=lines, earlier=earlier)
    columns = (
        Column(name="nuts_code", words="Region", role="key"),
        Column(name="nace_code", words="Industry", role="key"),
        Column(name="year", words="Year", role="key"),
        Column(name="value", words=mapping["measure"], unit=mapping["unit"]),
        Column(name="flag", words="Flag", role="flag"),
    )
    table = ResultTable(
        name=mapping["measure"],
        title=mapping["measure"],
        columns=columns,
        rows=tuple(row[1:] for row in checked.rows),
    )
    try:
        certificate = certify(table).as_dict()
    except DisclosureError as refusal:
        checked.faults.append(str(refusal))
        return
    checked.certificate = {
        **certificate,
        "rules_of_sums": ADDED_SECRECY_V1.version,
        "n_hidden_more": checked.n_hidden_more,
    }


def _check_sums(
    checked: Checked, mapping: Mapping[str, Any], *, lines: Mapping[Key, int], earlier: Mapping[Key, float | None]
) -> None:
    figures = {row[1:4]: row[4] for row in checked.rows}
    hidden = [row[1:4] for row in checked.rows if is_confidential(row[5])]
    if not hidden:
        return
    versions = {"nuts_version": mapping["nuts_version"], "nace_version": mapping["nace_version"]}
    if mapping.get("hide_more"):
        more, left = hide_more(figures, hidden, earlier=earlier, **versions)
        taken = set(more)
        checked.rows = [
            (*row[:4], None, "".join(sorted({*row[5], "c"}))) if row[1:4] in taken else row for row in checked.rows
        ]
        checked.n_hidden_more = len(more)
        for key in more:
            words = _("Hidden too, so that no other hidden figure follows from the totals.")
            checked.note(lines[key], mapping["value"], words, is_error=False)
    else:
        left = exposed_figures(figures, hidden, earlier=earlier, **versions)
    for it in left:
        region, industry, year = it.key
        what = {"region": region, "industry": industry or _("all industries"), "year": year}
        if it.was_shown:
            words = _(
                "%(region)s (%(industry)s, %(year)s) is hidden, but the edition in use shows it. Hiding it now takes nothing back; "
                "publish it, or withdraw that edition first."
            )
        elif it.is_exact:
            words = _(
                "%(region)s (%(industry)s, %(year)s) is hidden, but follows from the totals less the other parts. Hide another part too."
            )
        else:
            words = _(
                "%(region)s (%(industry)s, %(year)s) is hidden, but the totals give it back too closely. Hide another part too."
            )
        checked.note(lines[it.key], mapping["value"], words % what)
        checked.faults.append(words % what)
