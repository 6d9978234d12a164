"""Networks as files: read again by another program they are the same network, with every figure to the last digit."""

from __future__ import annotations

import csv
import io

import networkx as nx
import pytest

from clustrat.errors import ParameterError
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.graphs import edge_list_bytes, graphml_bytes

NODES = ResultTable(
    name="space",
    title="Space <of> industries",
    columns=(
        Column(name="nace_code", words="NACE", role="key"),
        Column(name="label", words="Division", role="label"),
        Column(name="lq", words="LQ & more", unit="ratio"),
        Column(name="n_links", words="Links"),
        Column(name="is_present", words="Present", role="label"),
        Column(name="reason", words="Why", role="reason"),
    ),
    rows=(
        ("C31", "Furniture", 0.1 + 0.2, 2, True, ""),
        ("C16", "Wood & cork", 1.5, 1, False, ""),
        ("H50", "Water transport", None, 1, None, "confidential_source"),
    ),
    sources=("Eurostat",),
)
LINKS = ResultTable(
    name="links",
    title="Links",
    columns=(
        Column(name="nace_code", words="NACE", role="key"),
        Column(name="neighbour", words="NACE", role="key"),
        Column(name="neighbour_label", words="Label", role="label"),
        Column(name="proximity", words="Proximity"),
        Column(name="is_in_tree", words="In the tree", role="label"),
    ),
    rows=(
        ("C31", "C16", "Wood", 1 / 3, True),
        ("C16", "C31", "Furniture", 1 / 3, True),
        ("C31", "H50", "Water", 0.25, False),
    ),
)


def test_another_program_reads_the_same_network() -> None:
    data = graphml_bytes(NODES, LINKS, source="nace_code", target="neighbour", about={"result_hash": "abc"})
    graph = nx.parse_graphml(data.decode("utf-8"))
    assert set(graph.nodes) == {"C31", "C16", "H50"}
    assert {frozenset(it) for it in graph.edges} == {frozenset(("C31", "C16")), frozenset(("C31", "H50"))}
    assert graph.nodes["C31"] == {"label": "Furniture", "lq": 0.1 + 0.2, "n_links": 2, "is_present": True}
    assert graph.edges["C31", "C16"]["proximity"] == 1 / 3
    assert graph.edges["C31", "H50"]["is_in_tree"] is False
    assert graph.graph["result_hash"] == "abc"
    assert graph.graph["sha256"] == NODES.sha256


def test_a_hidden_figure_is_left_out_and_its_reason_is_there() -> None:
    graph = nx.parse_graphml(graphml_bytes(NODES, LINKS, source="nace_code", target="neighbour").decode("utf-8"))
    assert graph.nodes["H50"] == {"label": "Water transport", "n_links": 1, "reason": "confidential_source"}


def test_each_link_stands_once_in_the_list() -> None:
    rows = list(
        csv.reader(
            io.StringIO(edge_list_bytes(LINKS, source="nace_code", target="neighbour", weight="proximity").decode())
        )
    )
    assert rows == [["source", "target", "weight"], ["C31", "C16", repr(1 / 3)], ["C31", "H50", "0.25"]]


def test_a_link_to_nowhere_is_refused() -> None:
    lost = ResultTable(name="links", title="L", columns=LINKS.columns, rows=(("C31", "X99", "", 1.0, True),))
    with pytest.raises(ParameterError, match="node 'X99'"):
        graphml_bytes(NODES, lost, source="nace_code", target="neighbour")


def test_equal_networks_have_equal_bytes() -> None:
    once, again = (graphml_bytes(NODES, LINKS, source="nace_code", target="neighbour") for _ in range(2))
    assert once == again


def test_a_code_that_would_run_as_a_formula_does_not() -> None:
    table = ResultTable(name="links", title="L", columns=LINKS.columns, rows=(("=1+1", "C16", "", 1.0, True),))
    assert b"'=1+1,C16" in edge_list_bytes(table, source="nace_code", target="neighbour", weight="proximity")
