"""A small set of raw files with the traps of the real ones, for builds that take a second."""

from __future__ import annotations

import gzip
from pathlib import Path

YEARS = (2014, 2013, 2012, 2011, 2010)
DIVISIONS = ("C10", "C21", "C31")


def write_small_raw_files(folder: Path) -> Path:
    """Write all raw files of an edition into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_tsv(folder / "sbs_r_nuts06_r2.tsv.gz", r"nace_r2,indic_sb,geo\time", regional_cells())
    write_tsv(
        folder / "sbs_na_sca_r2.tsv.gz", r"nace_r2,indic_sb,geo\time",
        {"C31,V16110,SI": ["5901 ", "5950 ", ": c", "6000 b", ": "], "C31,V11110,SI": ["900 "] * 5,
         "C31,V16110,EU28": ["1 "] * 5, "C311,V16110,SI": ["1 "] * 5},
    )  # fmt: skip
    write_tsv(
        folder / "lfst_r_lfe2en2.tsv.gz", r"unit,nace_r2,age,geo\time",
        {"THS,O-Q,Y15-64,SI04": ["99.1 ", "98.0 u", ": ", ": u", "97.0 b"], "THS,A,Y15-24,SI04": ["1.0 "] * 5},
    )  # fmt: skip
    write_tsv(folder / "lfst_r_lfe2emp.tsv.gz", r"unit,sex,age,geo\time", {"THS,F,Y15-64,SI04": ["200.0 "] * 5})
    write_tsv(
        folder / "lfst_r_lfe2eedu.tsv.gz", r"unit,sex,age,isced11,geo\time",
        {"THS,F,Y_GE15,ED5-8,SI04": ["80.0 "] * 5, "THS,F,Y65-74,ED5-8,SI04": ["1.0 "] * 5},
    )  # fmt: skip
    write_tsv(
        folder / "nama_10r_2gdp.tsv.gz", r"unit,geo\time",
        {"EUR_HAB,HU10": ["16000 "] * 5, "EUR_HAB,SI04": ["20000 "] * 5},
    )  # fmt: skip
    write_tsv(
        folder / "estat_nama_10r_3gdp.tsv.gz", r"freq,unit,geo\TIME_PERIOD",
        {"A,EUR_HAB,SI04": ["21000 ", "20500 p", "20000 ", ": ", ": "], "A,MIO_NAC,SI04": ["1 "] * 5,
         "A,EUR_HAB,SI041": ["30000 "] * 5},
    )  # fmt: skip
    write_research(folder / "rd_hrst_patents.parquet")
    with gzip.open(folder / "pat_ep_rtot.csv.gz", "wt") as file:
        file.write("unit,geo,time,values\nNR,SI04,2011.0,80.5\nNR,SI04,2012.0,10.25\nGDP_BEUR,SI04,2012.0,5.0\n")
    return folder


def write_tsv(path: Path, head: str, lines: dict[str, list[str]], years: tuple[int, ...] = YEARS) -> None:
    """A bulk TSV file, gzip."""
    text = "\t".join([head, *(f"{year} " for year in years)]) + "\n"
    text += "".join("\t".join([keys, *cells]) + "\n" for keys, cells in lines.items())
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        file.write(text.encode())


def regional_cells() -> dict[str, list[str]]:
    """Slovenia with a change of boundaries and a hidden figure, Finland with double codes, Italy with a new code."""
    lines: dict[str, list[str]] = {}
    scale = {"V16110": 1.0, "V11210": 0.1, "V13320": 0.02}
    for indicator, factor in scale.items():
        for n, division in enumerate(("C", *DIVISIONS)):
            east = 1000 * (n or 6)
            west = 400 * (n or 6)
            cells = {
                "SI": _row(factor * (east + west)),
                "SI0": _row(factor * (east + west)),
                "SI01": _row(factor * east, {2014: ": ", 2013: ": "}),
                "SI03": _row(factor * east, {2012: ": ", 2011: ": ", 2010: ": "}),
                "SI02": _row(factor * west, {2014: ": ", 2013: ": "}),
                "SI04": _row(factor * west, {2012: ": ", 2011: ": ", 2010: ": "}),
                "ITD4": _row(factor * east, {2014: ": ", 2013: ": ", 2012: ": ", 2011: ": "}),
                "ITH4": _row(factor * east, {2010: ": "}),
                "FI13": _row(factor * east, dict.fromkeys(YEARS[:4], ": ")),
                "FI1A": _row(factor * west, dict.fromkeys(YEARS[:4], ": ")),
                "FI18": _row(factor * west, dict.fromkeys(YEARS[:4], ": ")),
                "FI1D": _row(factor * (east + west)),
                "CZZZ": _row(factor * 5),
            }
            if indicator == "V16110" and division in ("C21", "C31"):
                cells["SI04"][0] = ": c"  # 2014, with C31 hidden too: subtraction gives neither back
                cells["SI03"][0] = ": c"
            for code, row in cells.items():
                lines[f"{division},{indicator},{code}"] = row
    lines["C31,V91290,SI04"] = ["31.5 "] * 5
    lines["G451,V16110,SI04"] = ["12 "] * 5
    lines["C31,V16110,FR10"] = [": u"] * 5
    return lines


def _row(figure: float, other: dict[int, str] | None = None) -> list[str]:
    return [(other or {}).get(year, f"{round(figure, 1):g} ") for year in YEARS]


def write_research(path: Path) -> None:
    """The collected research tables, one row for each of three data sets and some that are not used."""
    import polars as pl

    rows = [
        ("rd_p_persreg", "total_rse_f_hc", "SI04", 2, 2500.0),
        ("rd_p_persreg", "total_rse_t_hc", "SI04", 2, 7000.0),
        ("rd_p_persreg", "total_rse_f_pc_emp_hc", "SI04", 2, 0.6),
        ("rd_p_persreg", "total_rse_f_fte", "SI041", 3, 1.0),
        ("rd_e_gerdreg", "bes_mio_eur", "SI04", 2, 400.0),
        ("hrst_st_rcat", "hrstc_ths", "SI04", 2, 120.0),
        ("hrst_st_rcat", "hrstc_ths", "XX99", 2, 120.0),
        ("pat_ep_rtot", "nr", "SI04", 2, 80.0),
    ]
    pl.DataFrame(
        [
            {"year": 2014, "region_type": "NUTS", "region_year_spec": 2010, "region_id": region, "region_level": level,
             "value": value, "dataset": dataset, "series": series, "label": ""}
            for dataset, series, region, level, value in rows
        ]
    ).write_parquet(path)  # fmt: skip
