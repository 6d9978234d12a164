"""Networks as files: GraphML for programs that draw networks, and an edge list for everything else; full precision."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from clustrat.errors import ParameterError
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.files import FORMULA_STARTS

__all__ = ["edge_list_bytes", "graphml_bytes"]

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"


def graphml_bytes(
    nodes: ResultTable, links: ResultTable, *, source: str, target: str, about: Mapping[str, str] | None = None
) -> bytes:
    """A network as GraphML: undirected, every column as an attribute with its type, words and unit.

    Parameters
    ----------
    nodes
        One row per node; its column ``source`` is the id.
    links
        One row per link, or one per direction of it; the second direction is left out.
    source, target
        Columns of ``links`` that name the two ends.
    about
        Further attributes of the whole network, such as its address, edition and result hash.

    Returns
    -------
    bytes
        UTF-8; equal for equal tables. A missing figure has no ``<data>``, and the reason column says why.

    Raises
    ------
    ParameterError
        A link names a node that is not there.
    """
    ends = [source, target]
    known = set(nodes.column(source))
    of_nodes = [column for column in nodes.columns if column.name != source]
    of_links = [column for column in links.columns if column.name not in ends and column.role != "label"]
    of_links += [column for column in links.columns if column.role == "label" and _is_boolean(links, column)]
    facts = {"title": nodes.title, "sources": "; ".join(nodes.sources), "sha256": nodes.sha256, **dict(about or {})}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<graphml xmlns="{NAMESPACE}">',
        *(
            f'<key id={quoteattr(f"g_{name}")} for="graph" attr.name={quoteattr(name)} attr.type="string"/>'
            for name in facts
        ),
        *(_key("n", "node", nodes, column) for column in of_nodes),
        *(_key("e", "edge", links, column) for column in of_links),
        '<graph id="G" edgedefault="undirected">',
        *(f"<data key={quoteattr(f'g_{name}')}>{escape(words)}</data>" for name, words in facts.items()),
    ]
    for record in nodes.as_records():
        lines.append(f"<node id={quoteattr(str(record[source]))}>{_data('n', of_nodes, record)}</node>")
    for number, record in enumerate(_once(links, source=source, target=target)):
        a, b = record[source], record[target]
        if a not in known or b not in known:
            lost = a if a not in known else b
            raise ParameterError(
                f"A link names the node '{lost}', which is not in table '{nodes.name}'. Give both tables of one network."
            )
        attributes = f'id="e{number}" source={quoteattr(str(a))} target={quoteattr(str(b))}'
        lines.append(f"<edge {attributes}>{_data('e', of_links, record)}</edge>")
    lines += ["</graph>", "</graphml>", ""]
    return "\n".join(lines).encode("utf-8")


def edge_list_bytes(links: ResultTable, *, source: str, target: str, weight: str) -> bytes:
    """A network as a list of its links, as CSV: ``source``, ``target``, ``weight``; each link once, full precision."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["source", "target", "weight"])
    for record in _once(links, source=source, target=target):
        value = record[weight]
        writer.writerow([_safe(record[source]), _safe(record[target]), "" if value is None else repr(float(value))])
    return out.getvalue().encode("utf-8")


def _once(links: ResultTable, *, source: str, target: str) -> list[dict[str, Any]]:
    """The links, each in one direction: the one that comes first."""
    seen = set()
    found = []
    for record in links.as_records():
        pair = frozenset((record[source], record[target]))
        if pair not in seen:
            seen.add(pair)
            found.append(record)
    return found


def _is_boolean(table: ResultTable, column: Column) -> bool:
    cells = [cell for cell in table.column(column.name) if cell is not None]
    return bool(cells) and all(isinstance(cell, bool) for cell in cells)


def _type_of(table: ResultTable, column: Column) -> str:
    cells = [cell for cell in table.column(column.name) if cell is not None]
    if cells and all(isinstance(cell, bool) for cell in cells):
        return "boolean"
    if cells and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells):
        return "long" if all(isinstance(cell, int) for cell in cells) else "double"
    return "string"


def _key(prefix: str, what: str, table: ResultTable, column: Column) -> str:
    words = f"{column.words} ({column.unit})" if column.unit else column.words
    kind = _type_of(table, column)
    head = f'<key id={quoteattr(f"{prefix}_{column.name}")} for="{what}" attr.name={quoteattr(column.name)} attr.type="{kind}">'
    return f"{head}<desc>{escape(words)}</desc></key>"


def _data(prefix: str, columns: list[Column], record: Mapping[str, Any]) -> str:
    return "".join(
        f"<data key={quoteattr(f'{prefix}_{column.name}')}>{escape(_text(record[column.name]))}</data>"
        for column in columns
        if record[column.name] is not None and record[column.name] != ""
    )


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return repr(cell) if isinstance(cell, float) else str(cell)


def _safe(cell: Any) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
