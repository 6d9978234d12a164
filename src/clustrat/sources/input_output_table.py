"""A user's input-output table: who delivers how much to whom, and which NACE divisions its industries hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clustrat.codes.lists import near_codes
from clustrat.codes.nace import activities, activity
from clustrat.errors import CodeListError, ParameterError, SourceError
from clustrat.sources.user_table import LINE, UserTable, number_column, read_user_table, refuse_empty, refuse_twice

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "BRIDGE_TEMPLATE",
    "COUNTRY_CODES",
    "DELIVERIES_TEMPLATE",
    "OUTPUTS_TEMPLATE",
    "InputOutputTable",
    "divisions_of_code",
    "read_input_output",
]

FloatArray = NDArray[np.float64]
#: Files that can be read together as they stand; the columns of countries may be left out.
DELIVERIES_TEMPLATE = (
    "from_country,from_industry,to_country,to_industry,value\nSVN,C10-C12,SVN,I,20\nSVN,I,SVN,C10-C12,10\n"
)
OUTPUTS_TEMPLATE = "country,industry,output\nSVN,C10-C12,200\nSVN,I,300\n"
BRIDGE_TEMPLATE = (
    "code,label,nace_rev2_divisions\nC10-C12,Food and drink,C10 C11 C12\nI,Hotels and restaurants,I55 I56\n"
)
#: Country code of NUTS -> codes of input-output tables.
COUNTRY_CODES = MappingProxyType(
    {
        "AT": "AUT", "BE": "BEL", "BG": "BGR", "CH": "CHE", "CY": "CYP", "CZ": "CZE", "DE": "DEU", "DK": "DNK",
        "EE": "EST", "EL": "GRC", "ES": "ESP", "FI": "FIN", "FR": "FRA", "HR": "HRV", "HU": "HUN", "IE": "IRL",
        "IT": "ITA", "LT": "LTU", "LU": "LUX", "LV": "LVA", "MT": "MLT", "NL": "NLD", "NO": "NOR", "PL": "POL",
        "PT": "PRT", "RO": "ROU", "SE": "SWE", "SI": "SVN", "SK": "SVK", "UK": "GBR",
    }
)  # fmt: skip
#: Older code of the same country, as the World Input-Output Database of 2013 writes it.
OLDER_CODES = MappingProxyType({"ROU": "ROM"})
#: Other names that the columns may have, as in the World Input-Output Database sample.
OTHER_NAMES = MappingProxyType(
    {
        "from": "from_industry",
        "to": "to_industry",
        "musd": "value",
        "meur": "value",
        "output_musd": "output",
        "output_meur": "output",
        "nace_rev2_divisions_derived": "nace_rev2_divisions",
    }
)
#: Codes of Eurostat's tables: one division, a range or a list of divisions, or a section.
SPAN = re.compile(r"([A-U])([0-9]{2})(?:([-_])\1?([0-9]{2}))?")
ALONE = "the country"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InputOutputTable:
    """Intermediate deliveries among the industries of a country, or of several countries together.

    Attributes
    ----------
    name, sha256
        The file of deliveries and the hashes of all files, joined.
    countries
        Codes of the file whose industries are counted, added up; deliveries to and from others are left out.
    industries
        Codes with an output above 0, in the order of the file of outputs.
    deliveries : ndarray of float, shape (n, n)
        From rows to columns; 0 where the file has no line, as such files leave zeros out.
    outputs : ndarray of float, shape (n,)
        In the same currency, above 0.
    divisions
        NACE Rev. 2 divisions by industry; empty where the bridge names none.
    bridge_kind
        ``"codes"``: read from the industry codes themselves; ``"file"``: the user's bridge; ``"derived file"``: a bridge
        that calls itself derived.
    left_out
        Industries whose output is 0: they have no coefficients.
    above_output
        Industries that deliver more to industries than their output: possible where stocks shrink, else a sign of outputs
        from another table.
    """

    name: str
    sha256: str
    countries: tuple[str, ...]
    industries: tuple[str, ...]
    deliveries: FloatArray
    outputs: FloatArray
    divisions: dict[str, tuple[str, ...]]
    bridge_kind: str
    left_out: tuple[str, ...]
    above_output: tuple[str, ...]

    @property
    def scope(self) -> str:
        """Whose coefficients these are, to be shown beside every number made of them."""
        return f"coefficients of {' + '.join(self.countries)}, {self.name}"

    def expand(self, linkage: FloatArray, divisions: Sequence[str]) -> FloatArray:
        """A matrix over the industries of the table as one over NACE divisions.

        Parameters
        ----------
        linkage : ndarray of float, shape (n, n)
            Such as :func:`clustrat.relatedness.linkage.direct_linkage` of this table.
        divisions
            Codes such as ``"C21"``, in any order.

        Returns
        -------
        ndarray of float, shape (n_divisions, n_divisions)
            Two divisions of one industry get what the industry has with itself; ``nan`` where a division is in no industry
            of the table.

        Raises
        ------
        ParameterError
            The matrix is not over the industries of the table.
        """
        n = len(self.industries)
        if linkage.shape != (n, n):
            raise ParameterError(
                f"The matrix has shape {linkage.shape}; the table has {n} industries. Give ({n}, {n})."
            )
        place = {division: i for i, code in enumerate(self.industries) for division in self.divisions.get(code, ())}
        places = np.array([place.get(division, -1) for division in divisions], dtype=np.intp)
        found = np.full((len(divisions), len(divisions)), np.nan)
        known = places >= 0
        found[np.ix_(known, known)] = linkage[np.ix_(places[known], places[known])]
        return found


def read_input_output(
    deliveries: str | Path,
    outputs: str | Path,
    *,
    bridge: str | Path | None = None,
    countries: str | Sequence[str] | None = None,
) -> InputOutputTable:
    """Read an input-output table in long layout, with its outputs and its bridge to NACE Rev. 2 divisions.

    Templates: :data:`DELIVERIES_TEMPLATE`, :data:`OUTPUTS_TEMPLATE`, :data:`BRIDGE_TEMPLATE`. A line that is not there is a
    delivery of 0, as such files leave zeros out.

    Parameters
    ----------
    deliveries
        CSV or Parquet: ``from_industry, to_industry, value`` (or ``from``, ``to``, ``musd``) and, in tables of several
        countries, ``from_country, to_country``.
    outputs
        CSV or Parquet: ``industry, output`` (or ``output_musd``) and, with countries, ``country``.
    bridge
        CSV or Parquet: ``code, nace_rev2_divisions``, the divisions separated by blanks. Not needed where the codes are
        Eurostat's (``C21``, ``C10-C12``, ``J62_J63``, ``I``).
    countries
        One country or several, by code of the file or of NUTS (``"SI"``); several are added up, with the deliveries among
        them. Needed where the file has countries.

    Raises
    ------
    SourceError
        A file is no such table; a value is negative or no number; a delivery, output or industry stands twice; an industry
        delivers but has no output; a division is none or is in two industries. Each names file, line and column.
    CodeListError
        The file has no such country, or has several and none was named.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "z.csv").write_text(DELIVERIES_TEMPLATE), (folder / "x.csv").write_text(OUTPUTS_TEMPLATE)
    >>> table = read_input_output(folder / "z.csv", folder / "x.csv", countries="SI")
    >>> table.industries, table.deliveries.tolist(), table.divisions["C10-C12"]
    (('C10-C12', 'I'), [[0.0, 20.0], [10.0, 0.0]], ('C10', 'C11', 'C12'))
    """
    import polars as pl

    flows_table = _read(
        deliveries, ("from_industry", "to_industry", "value"), ("from_country", "to_country"),
        kind="a table of deliveries", template=DELIVERIES_TEMPLATE,
    )  # fmt: skip
    outputs_table = _read(
        outputs, ("industry", "output"), ("country",), kind="a table of outputs", template=OUTPUTS_TEMPLATE
    )
    x = _with_countries(outputs_table, ("country",)).with_columns(
        industry=refuse_empty(outputs_table, "industry"), output=number_column(outputs_table, "output", minimum=0.0)
    )
    _refuse_twice(outputs_table, ("country", "industry"), x)
    chosen = _chosen(countries, x["country"].unique(maintain_order=True).to_list(), name=outputs_table.name)
    z = _with_countries(flows_table, ("from_country", "to_country")).with_columns(
        from_industry=refuse_empty(flows_table, "from_industry"),
        to_industry=refuse_empty(flows_table, "to_industry"),
        value=number_column(flows_table, "value", minimum=0.0),
    )
    _refuse_twice(flows_table, ("from_country", "from_industry", "to_country", "to_industry"), z)
    inside = z.filter(pl.col("from_country").is_in(chosen) & pl.col("to_country").is_in(chosen))
    own = x.filter(pl.col("country").is_in(chosen))
    output_of = dict(own.group_by("industry", maintain_order=True).agg(pl.col("output").sum()).iter_rows())
    _refuse_strangers(flows_table, inside, output_of, name=outputs_table.name)
    industries = tuple(code for code, output in output_of.items() if output > 0)
    place = {code: i for i, code in enumerate(industries)}
    matrix = np.zeros((len(industries), len(industries)))
    summed = (
        inside.group_by("from_industry", "to_industry").agg(pl.col("value").sum()).sort("from_industry", "to_industry")
    )
    for seller, buyer, value in summed.iter_rows():
        if seller in place and buyer in place:
            matrix[place[seller], place[buyer]] = value
    totals = np.array([output_of[code] for code in industries], dtype=np.float64)
    if not industries:
        raise SourceError(
            f"{outputs_table.name}: no industry of {', '.join(chosen)} has an output above 0. Check the file."
        )
    mapping, kind, bridge_hash = _bridge(bridge, tuple(output_of), name=outputs_table.name)
    return InputOutputTable(
        name=flows_table.name,
        sha256="+".join(filter(None, [flows_table.sha256, outputs_table.sha256, bridge_hash])),
        countries=tuple(chosen) if "country" in outputs_table.frame.columns else (ALONE,),
        industries=industries,
        deliveries=matrix,
        outputs=totals,
        divisions={code: mapping.get(code, ()) for code in industries},
        bridge_kind=kind,
        left_out=tuple(code for code, output in output_of.items() if output == 0),
        above_output=tuple(c for c, row, total in zip(industries, matrix, totals, strict=True) if row.sum() > total),
    )


def divisions_of_code(code: str) -> tuple[str, ...]:
    """The NACE Rev. 2 divisions that an industry code of Eurostat's tables stands for; empty where it is no such code.

    >>> divisions_of_code("C10-C12"), divisions_of_code("J62_J63"), divisions_of_code("I"), divisions_of_code("c14")
    (('C10', 'C11', 'C12'), ('J62', 'J63'), ('I55', 'I56'), ())
    """
    all_divisions = [found.table_code for found in activities(version="2", level="division")]
    if len(code) == 1:
        return tuple(division for division in all_divisions if division[0] == code)
    span = SPAN.fullmatch(code)
    if not span:
        return ()
    letter, first, sign, last = span.groups()
    wanted = {first, last or first}
    found = tuple(
        division
        for division in all_divisions
        if division[0] == letter and (division[1:] in wanted or (sign == "-" and first <= division[1:] <= last))
    )
    return found if {division[1:] for division in found} >= wanted else ()


def _read(path: str | Path, required: Sequence[str], optional: Sequence[str], *, kind: str, template: str) -> UserTable:
    return read_user_table(
        path, required=required, optional=optional, kind=kind, template=template, other_names=OTHER_NAMES
    )


def _refuse_twice(table: UserTable, keys: tuple[str, ...], frame: pl.DataFrame) -> None:
    """As :func:`refuse_twice`, by the columns that the file has."""
    refuse_twice(table, [key for key in keys if key in table.frame.columns], frame=frame)


def _with_countries(table: UserTable, columns: tuple[str, ...]) -> pl.DataFrame:
    """The table with its countries as text; where it has none, all rows are of one country."""
    import polars as pl

    there = [column for column in columns if column in table.frame.columns]
    if there and len(there) < len(columns):
        absent = next(column for column in columns if column not in there)
        raise SourceError(f"{table.name}: the column '{there[0]}' is there, '{absent}' is missing. Give both or none.")
    return table.frame.with_columns(
        **{column: refuse_empty(table, column) if there else pl.lit(ALONE) for column in columns}
    )


def _chosen(countries: str | Sequence[str] | None, there: list[str], *, name: str) -> list[str]:
    """The countries asked for, by the codes of the file."""
    if countries is None:
        if len(there) > 1:
            raise CodeListError(
                f"{name} holds {len(there)} countries: {', '.join(sorted(there))}. Name one, or several to be added up."
            )
        return there
    asked = [countries] if isinstance(countries, str) else list(dict.fromkeys(countries))
    if not asked:
        raise CodeListError("No country was named. Give one code of the file, such as SVN or SI, or leave it out.")
    found = []
    for code in asked:
        long = COUNTRY_CODES.get(code, code)
        match = next((other for other in (code, long, OLDER_CODES.get(long, "")) if other in there), None)
        if match is None:
            if there == [ALONE]:
                raise CodeListError(f"{name} has no column of countries, so '{code}' cannot be chosen. Leave it out.")
            near = near_codes(long, there)
            raise CodeListError(
                f"{name} has no country '{code}'. "
                + (f"Near codes: {', '.join(near)}. " if near else "")
                + f"It has {len(there)}: {', '.join(sorted(there))}."
            )
        found.append(match)
    return list(dict.fromkeys(found))


def _refuse_strangers(table: UserTable, flows: pl.DataFrame, output_of: dict[str, float], *, name: str) -> None:
    """Every industry that delivers or buys has an output, above 0 where it delivers."""
    import polars as pl

    for column in ("from_industry", "to_industry"):
        strangers = flows.filter(~pl.col(column).is_in(list(output_of)))
        if strangers.height:
            line, code = strangers.select(LINE, column).row(0)
            near = near_codes(code, output_of)
            raise SourceError(
                f"{table.name}, {table.place} {line}, column {column}: {name} has no output of '{code}'. "
                + (f"Near codes: {', '.join(near)}." if near else "Add its line there.")
            )
        empty = [code for code, output in output_of.items() if output == 0]
        without = flows.filter(pl.col(column).is_in(empty) & (pl.col("value") > 0))
        if without.height:
            line, code, value = without.select(LINE, column, "value").row(0)
            raise SourceError(
                f"{table.name}, {table.place} {line}: '{code}' has an output of 0 in {name} and a delivery of {value:g} "
                "here. Correct one of them."
            )


def _bridge(
    path: str | Path | None, industries: tuple[str, ...], *, name: str
) -> tuple[dict[str, tuple[str, ...]], str, str]:
    """Divisions by industry, where they are from, and the hash of the bridge."""
    if path is None:
        mapping = {code: divisions_of_code(code) for code in industries}
        if not any(mapping.values()):
            raise SourceError(
                f"{name}: the industries ({', '.join(industries[:5])}, ...) are not codes of NACE Rev. 2, so nobody knows "
                f"which divisions they hold. Give bridge=, a table such as:\n{BRIDGE_TEMPLATE}"
            )
        _refuse_shared((name, code, mapping[code]) for code in industries)
        return mapping, "codes", ""
    table = _read(
        path, ("code", "nace_rev2_divisions"), ("kind",), kind="a bridge to NACE divisions", template=BRIDGE_TEMPLATE
    )
    codes = refuse_empty(table, "code")
    refuse_twice(table, ["code"], frame=table.frame.with_columns(code=codes))
    rows = []
    for line, code, text in zip(table.frame[LINE], codes, table.frame["nace_rev2_divisions"], strict=True):
        divisions = []
        for written in (text or "").replace(",", " ").split():
            try:
                found = activity(written, version="2")
            except CodeListError as error:
                raise SourceError(f"{table.name}, {table.place} {line}, column nace_rev2_divisions: {error}") from error
            if found.level != "division":
                raise SourceError(
                    f"{table.name}, {table.place} {line}, column nace_rev2_divisions: {written} is a {found.level}, not a "
                    "division. Give divisions such as C21, separated by blanks."
                )
            divisions.append(found.table_code)
        rows.append((f"{table.name}, {table.place} {line}", code, tuple(divisions)))
    _refuse_shared(rows)
    mapping = {code: divisions for _, code, divisions in rows}
    if absent := [code for code in industries if code not in mapping]:
        raise SourceError(
            f"{table.name} has no line for the industry '{absent[0]}' of {name}. Add it, with an empty field if it holds no "
            "division."
        )
    return (
        mapping,
        "derived file" if table.renamed.get("nace_rev2_divisions", "").endswith("derived") else "file",
        table.sha256,
    )


def _refuse_shared(rows: Iterable[tuple[str, str, tuple[str, ...]]]) -> None:
    """A division belongs to one industry; its deliveries cannot be parted here."""
    owner: dict[str, str] = {}
    for where, code, divisions in rows:
        for division in divisions:
            if division in owner:
                raise SourceError(
                    f"{where}: the division {division} is in '{owner[division]}' and in '{code}'. Give it to one of them, "
                    "by a bridge of your own."
                )
            owner[division] = code
