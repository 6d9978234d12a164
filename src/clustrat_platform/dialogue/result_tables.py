"""Results as tables in words: page, CSV and PDF of a dialogue show these and compute nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clustrat_platform.dialogue.models import AnalysisRun, Helix

__all__ = ["ResultView", "TableView", "view_of_run"]

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table with its caption; the first column heads its row, from ``numeric_from`` on columns are numbers."""

    name: str
    caption: str
    columns: Row
    rows: tuple[Row, ...]
    note: str = ""
    numeric_from: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """A result: what it is, its sentence, its tables, and the hashes by which it can be checked."""

    run: AnalysisRun
    title: str
    sentence: str
    tables: tuple[TableView, ...]
    receipts: tuple[str, ...] = ()


def view_of_run(run: AnalysisRun) -> ResultView:
    """A kept result in words of the reader's language; the figures are those of the kept text."""
    output = json.loads(run.output_text)
    sentence, tables = {
        "opinion": _opinion,
        "delphi": _delphi,
        "weights": _weights,
        "budget": _budget,
        "rollup": _rollup,
    }[run.kind](output)
    return ResultView(
        run=run,
        title=str(run.get_kind_display()),
        sentence=sentence,
        tables=tuple(it for it in tables if it.rows),
        receipts=tuple(output.get("receipts", ())),
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _count(value: int | None) -> str:
    return _("fewer than 5") if value is None else str(value)


def _helix(name: str) -> str:
    first, _slash, rest = name.partition("/")
    word = str(dict(Helix.choices).get(first, first))
    return f"{word}, {rest}" if rest else word


def _few() -> str:
    return _("Too few took part for anything to be shown without telling who answered what.")


def _opinion(output: Mapping[str, Any]) -> tuple[str, list[TableView]]:
    if not output.get("n_people"):
        return _few(), []
    rows = [
        (
            f"{it['number']}. {it['text']}",
            _count(it["seen"]),
            _share(it["agree"] / it["seen"] if it["seen"] else None),
            _share(it["disagree"] / it["seen"] if it["seen"] else None),
            _number(it["gac_agree_geometric"]),
            _number(it["gac_agree"], 3),
            _share(it["coverage"]),
        )
        for it in output["statements"]
    ]
    groups = output["groups"]
    by_group = [
        (
            f"{it['number']}.",
            *(
                "–" if cell is None else f"{cell['agree']} / {cell['disagree']} / {cell['seen']}"
                for cell in (it["by_group"][name] for name in groups)
            ),
        )
        for it in output["statements"]
    ]
    agreed = ", ".join(str(n) for n in output["consensus"]["agree"]) or _("none")
    sentence = _("%(n)s people voted on %(statements)s statements. Most clearly agreed by all: %(agreed)s.") % {
        "n": output["n_people"],
        "statements": len(rows),
        "agreed": agreed,
    }
    inferred = output.get("inferred") or {}
    return sentence, [
        TableView(
            name="statements",
            caption=_("Statements, with the agreement that holds across the declared groups"),
            columns=(
                _("Statement"),
                _("Votes"),
                _("Agree"),
                _("Disagree"),
                _("Agreement of all groups (geometric mean)"),
                _("The same as a product"),
                _("Groups with at least 5 votes"),
            ),
            rows=tuple(rows),
            note=_("Groups found by the votes themselves: %(sentence)s %(flags)s")
            % {"sentence": inferred.get("sentence", ""), "flags": output.get("sensitivity", {}).get("sentence", "")},
        ),
        TableView(
            name="groups",
            caption=_("By declared group: agree / disagree / votes; cells that would tell single votes are withheld"),
            columns=(_("Statement"), *(_helix(it) for it in groups)),
            rows=tuple(by_group),
        ),
    ]


def _verdict(name: str) -> str:
    return {
        "consensus": _("consensus"),
        "dissent": _("stable or open dissent"),
        "agreement_in": _("agreement in the upper third"),
        "open": _("open"),
        "withheld": _("withheld: fewer than 5 answers"),
        "adopted": _("adopted"),
        "not_adopted": _("not adopted"),
        "blocked_coverage": _("blocked: too little is covered"),
        "blocked_quorum": _("blocked: a nation lacks its quorum"),
    }.get(name, name)


def _delphi(output: Mapping[str, Any]) -> tuple[str, list[TableView]]:
    if not output.get("n_people"):
        return _few(), []
    rows = [
        (
            f"{it['number']}. {it['title']}: {it['dimension']}",
            _count(it["n"]),
            _number(it["median"], 1),
            _number(it["iqr"], 2),
            _number(it["agreement_a"]),
            _number(it["cns"]),
            _verdict(it["verdict"]),
        )
        for it in output["items"]
    ]
    reasons = [(it["item"], it["reason"]) for it in output["reasons"]]
    return (
        _("%(n)s people rated on a scale from 1 to %(max)s. %(stop)s")
        % {"n": output["n_people"], "max": output["scale_max"], "stop": output["stop"]["sentence"]},
        [
            TableView(
                name="items",
                caption=_("Ratings by proposal and dimension"),
                columns=(
                    _("Item"), _("Answers"), _("Median"), _("Middle half (IQR)"), _("Agreement (A)"), _("Consensus (Cns)"),
                    _("Verdict"),
                ),
                rows=tuple(rows),
            ),
            TableView(
                name="reasons",
                caption=_("Reasons given outside the middle half"),
                columns=(_("Item"), _("Reason")),
                rows=tuple(reasons),
                numeric_from=9,
            ),
        ],
    )  # fmt: skip


def _weights(output: Mapping[str, Any]) -> tuple[str, list[TableView]]:
    if not output.get("n_people"):
        return _few(), []
    criteria = [it["code"] for it in output["criteria"]]
    names = [it["name"] for it in output["criteria"]]
    ordered = sorted(output["alternatives"], key=lambda it: (it["rank"] is None, it["rank"], it["number"]))
    rows = [
        (
            f"{it['number']}. {it['title']}",
            "–" if it["rank"] is None else str(it["rank"]),
            _number(it["value"], 3),
            *(_number(it["parts"][code], 3) for code in criteria),
            _share(it["first_by_people"]),
            _share(it["first_by_anyone"]),
            _number(it["promethee"], 3),
            _number(it["topsis"], 3),
        )
        for it in ordered
    ]
    weights = [(name, _share(output["group_weights"][code])) for code, name in zip(criteria, names, strict=True)]
    differ = output["orders_differ_at"]
    note = (
        _("The three methods order these differently: %(numbers)s.") % {"numbers": ", ".join(str(n) for n in differ)}
        if differ
        else _("The three methods give the same order.")
    )
    return (
        _("%(n)s people weighed %(criteria)s criteria.") % {"n": output["n_people"], "criteria": len(criteria)},
        [
            TableView(
                name="order",
                caption=_("Order of the proposals"),
                columns=(
                    _("Proposal"), _("Rank"), _("Value"), *names, _("First by the weights of those who took part"),
                    _("First by any weights"), "PROMETHEE", "TOPSIS",
                ),
                rows=tuple(rows),
                note=note,
            ),
            TableView(
                name="weights",
                caption=_("Weights of the group"),
                columns=(_("Criterion"), _("Weight")),
                rows=tuple(weights),
            ),
        ],
    )  # fmt: skip


def _budget(output: Mapping[str, Any]) -> tuple[str, list[TableView]]:
    if not output.get("n_ballots"):
        return _few(), []
    how = {
        "equal_shares": _("by equal shares"),
        "increments": _("by completion"),
        "filling": _("by filling the rest"),
        "": "–",
    }
    rows = [
        (
            f"{it['number']}. {it['title']}",
            _euro(it["cost_eur"]),
            str(it["supporters"]),
            _("yes") if it["is_funded"] else _("no"),
            how[it["by"]],
            _("yes") if it["number"] in output["funded_greedily"] else _("no"),
            _("yes") if it["number"] in output["funded_by_phragmen"] else _("no"),
        )
        for it in output["projects"]
    ]
    shares = [
        (_helix(name), "–" if part is None else _fraction(part))
        for name, part in output["spent_share_by_helix"].items()
    ]
    return (
        _("%(n)s ballots shared out %(budget)s EUR; %(batch)s of them came on paper.")
        % {"n": output["n_ballots"], "budget": _euro(output["budget_eur"]), "batch": output["n_from_batches"]},
        [
            TableView(
                name="projects",
                caption=_("What is funded"),
                columns=(
                    _("Proposal"), _("Cost (EUR)"), _("Supporters"), _("Funded"), _("How"), _("Funded by most votes per euro"),
                    _("Funded by Phragmen's rule"),
                ),
                rows=tuple(rows),
            ),
            TableView(
                name="shares",
                caption=_("Whose share of the budget pays (equal shares)"),
                columns=(_("Group"), _("Share")),
                rows=tuple(shares),
            ),
        ],
    )  # fmt: skip


def _euro(amount: str) -> str:
    whole, _dot, rest = str(amount).partition(".")
    text = f"{int(whole):,}"
    return f"{text}.{rest}" if rest.strip("0") else text


def _fraction(text: str) -> str:
    top, _slash, bottom = text.partition("/")
    return _share(int(top) / int(bottom or "1"))


def _rollup(output: Mapping[str, Any]) -> tuple[str, list[TableView]]:
    schemes: Sequence[str] = ("equal", "penrose", "population", "participants")
    rows = [
        (
            f"{it['key']}. {it['text']}",
            *(_share(it["staged"][name]) for name in schemes),
            _share(it["coverage"][output["decisive_scheme"]]),
            _verdict(it["verdict"]),
        )
        for it in output["subjects"]
    ]
    regions = output["declared_regions"]
    by_region = [
        (
            f"{it['key']}.",
            *("–" if it["regions"][name] is None else _share(it["regions"][name]["score"]) for name in regions),
        )
        for it in output["subjects"]
    ]
    differs = [it["key"] for it in output["subjects"] if it["majority_sign_differs"]]
    note = (
        _("Here the result depends on how units are weighed: %(keys)s.") % {"keys": ", ".join(differs)}
        if differs
        else ""
    )
    words = {
        "equal": _("each unit alike"),
        "penrose": _("root of inhabitants"),
        "population": _("inhabitants"),
        "participants": _("participants"),
    }
    return (
        _("Decisive, as fixed before the opening: %(scheme)s.") % {"scheme": words[output["decisive_scheme"]]},
        [
            TableView(
                name="rollup",
                caption=_("Agreement of all units together, by every way to weigh them"),
                columns=(_("Subject"), *(words[it] for it in schemes), _("Covered"), _("Two majorities")),
                rows=tuple(rows),
                note=note,
            ),
            TableView(
                name="regions",
                caption=_("Agreement by region; cells that would tell single votes are withheld"),
                columns=(_("Subject"), *regions),
                rows=tuple(by_region),
            ),
        ],
    )
