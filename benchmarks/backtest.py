"""The page of the honest table, made from the record, and how long it takes. ``python benchmarks/backtest.py [--write]``.

Without ``--write`` an outlook of the latest year and a whole backtest of the embedded edition are timed.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from clustrat.potential.diversification import entry_outlook
from clustrat.potential.recorded_backtest import RecordedBacktest
from clustrat.store.catalog import open_edition
from clustrat.study.backtest import backtest_edition, backtest_of_edition
from clustrat.study.backtest_panels import landscape_panel
from clustrat.study.landscape import read_landscape

OUT = Path(__file__).parent.parent / "docs" / "reference" / "backtest.md"
#: Goal of the outlook after loading, in seconds.
OUTLOOK_GOAL = 1.0
HEAD = """# Backtest: what forecasts of entry were worth

This page is made by `python benchmarks/backtest.py --write` from the record in the package, which `clustrat backtest --record` makes.
What it says and does not say: [does the advice hold?](../explanation/does-the-advice-hold.md)

Source: Eurostat, structural business statistics by region (sbs_r_nuts06_r2), persons employed, NUTS-2 regions by 68 NACE Rev. 2
divisions. Candidates: cells whose location quotient (`totals="known"`) was below 1 in the base year and is known in 2014; entered: quotient at
least 1 in 2014. Everything of the model is decided on years up to the base year. Intervals (95 %) are from {n_draws:,} draws of whole regions; gains are
paired, over the best single signal of the same group, found with hindsight. "Spliced" is the embedded edition, "unspliced" the raw file with its
codes as they stand. Parameter set `{version}`.
"""
GROUPS = (("all", "All candidates"), ("distant", "Distant candidates (quotient below 0.5)"))


def main() -> None:
    """Print the times, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/reference/backtest.md from the record")
    edition = open_edition()
    if parser.parse_args().write:
        OUT.write_text(page(backtest_of_edition(edition)), encoding="utf-8")
        return
    panel = landscape_panel(read_landscape(edition, level=2))
    wall, cpu = [], []
    for _ in range(3):
        start, start_cpu = time.perf_counter(), time.process_time()
        entry_outlook(panel, base_year=panel.years[-1], horizon=4)
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - start_cpu)
    print(f"entry_outlook, latest year: {min(wall):.2f} s, {min(cpu):.2f} s of processor (goal {OUTLOOK_GOAL:.0f} s)")
    start = time.perf_counter()
    backtest_edition(edition)
    print(f"backtest of 2010 and 2009 with the choice of signals: {time.perf_counter() - start:.0f} s")


def page(found: RecordedBacktest) -> str:
    """The whole page."""
    parts = [HEAD.format(n_draws=1000, version=found.parameters["version"])]
    for base_year in (2010, 2009):
        for codes in ("spliced", "unspliced"):
            rows = [r for r in found.rows if (r.base_year, r.codes) == (base_year, codes)]
            if rows:
                parts.append(section(rows, found, codes=codes, base_year=base_year))
    parts.append(breakdown(found))
    parts.append(curve(found))
    parts.append(ladder(found))
    return "\n".join(parts)


def section(rows: list, found: RecordedBacktest, *, codes: str, base_year: int) -> str:
    """One base year on one state of the codes."""
    lines = [f"## {base_year} to 2014, {codes} codes\n"]
    for group, title in GROUPS:
        of_group = [r for r in rows if r.group == group]
        lines += [
            f"**{title}: {of_group[0].n:,}; entered: {of_group[0].n_entries}**\n",
            "| ranked by | AUC | interval | precision at 5 | recall at 10 | Brier | ECE |",
            "|---|---|---|---|---|---|---|",
        ]
        for r in of_group:
            between = "" if r.auc_low is None else f"{r.auc_low:.3f} to {r.auc_high:.3f}"
            name = "**model**" if r.score == "model" else f"`{r.score}`"
            lines.append(
                f"| {name} | {number(r.auc)} | {between} | {number(r.precision_at_5)} | {number(r.recall_at_10)} "
                f"| {number(r.brier)} | {number(r.ece)} |"
            )
        m = of_group[0]
        lines.append(f"\nModel over `{m.over}`: **{m.gain:+.4f}** ({m.gain_low:+.4f} to {m.gain_high:+.4f}).\n")
    if base_year in found.statements:
        lines.append(f"{found.statements[base_year]}\n")
    return "\n".join(lines)


def breakdown(found: RecordedBacktest) -> str:
    """Gains by kind of industry and by country, spliced codes."""
    lines = ["## By kind of industry and by country (spliced codes)\n"]
    lines += [
        "| group | base | candidates | entered | AUC | gain | interval | over |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind in ("kind", "country"):
        for r in found.rows:
            if (r.codes, r.group_kind, r.score) == ("spliced", kind, "model") and r.gain is not None:
                lines.append(
                    f"| {r.group.replace('_', ' ')} | {r.base_year} | {r.n:,} | {r.n_entries} | {number(r.auc)} "
                    f"| {r.gain:+.3f} | {r.gain_low:+.3f} to {r.gain_high:+.3f} | `{r.over}` |"
                )
    lines.append(
        "\nGroups with fewer than 10 entries or 5 regions have no interval and are in the written table only.\n"
    )
    return "\n".join(lines)


def curve(found: RecordedBacktest) -> str:
    """The calibration curve."""
    lines = [
        "## Calibration (spliced codes)\n",
        "| base | candidates | stated, mean | came true |",
        "|---|---|---|---|",
    ]
    for base_year, bins in found.calibration.items():
        lines += [f"| {base_year} | {b.n:,} | {100 * b.stated:.1f} % | {100 * b.observed:.1f} % |" for b in bins]
    return "\n".join(lines) + "\n"


def ladder(found: RecordedBacktest) -> str:
    """What the earlier windows said of each signal."""
    lines = ["## The ladder of signals, on windows that ended by the base year\n"]
    lines += ["| codes | base | signal added | AUC | AUC distant | chosen |", "|---|---|---|---|---|---|"]
    for choice in found.choices:
        for rung in choice["ladder"]:
            chosen = "chosen" if rung["signals"] == choice["signals"] else ""
            lines.append(
                f"| {choice['codes']} | {choice['base_year']} | `{rung['signals'][-1]}` | {rung['auc']:.4f} "
                f"| {rung['auc_distant']:.4f} | {chosen} |"
            )
    return "\n".join(lines) + "\n"


def number(value: float | None) -> str:
    """Three digits, or nothing."""
    return "" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
