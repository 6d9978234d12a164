"""Reports: the same words on page and paper, nothing that runs, tagged and without a clock."""

from __future__ import annotations

import io
import re

import pytest

from clustrat.publish.figures import Figure
from clustrat.publish.reports import KeyFigure, Report, ReportTable, Section, Statement, html_bytes, pdf_bytes

HOSTILE = '<script>alert(1)</script> "quoted" & #emph[typst] $x$ \\ @ref'
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" role="img"><title>t</title><desc>d</desc>'
    '<defs><pattern id="p"/></defs><rect fill="url(#p)" width="9" height="9"/></svg>'
)


def report(text: str = "Plain", language: str = "en") -> Report:
    table = ReportTable(
        caption=f"Caption {text}", columns=("Industry", "LQ"), numeric=(False, True), rows=((text, "6.4"), ("B", "1.0"))
    )
    figures = tuple(
        Figure(name=name, title=f"Finding {text}", alt="alt", svg=SVG, source="Source: S")
        for name in ("map", "strength")
    )
    return Report(
        title=f"The clusters of {text}",
        kicker="Kicker",
        subtitle="Subtitle",
        language=language,
        key_figures=(KeyFigure(value="309,624", label="persons employed", note="in 2014"),),
        sections=(
            Section(
                anchor="one",
                heading="What we found",
                statements=(Statement(text=f"Said {text}.", sure="perhaps", word="perhaps"),),
            ),
            Section(
                anchor="two",
                heading="What is strong",
                figures=figures,
                twins={"map": table},
                tables=(table,),
                definitions=(("Term", text),),
                notes=(text,),
            ),
        ),
        words={"skip": "Skip", "contents": "Contents", "table_of": "As a table"},
        footer="footer",
    )


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return pdf_bytes(report())


def text_of(pdf: bytes) -> str:
    from pypdf import PdfReader

    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_page_holds_no_script_and_asks_for_nothing() -> None:
    page = html_bytes(report()).decode()
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?!#|data:)""", page)
    assert not re.search(r"url\((?!#|data:)", page)
    assert "default-src 'none'" in page


def test_hostile_text_is_text_on_page_and_paper() -> None:
    page = html_bytes(report(HOSTILE)).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "#emph[typst] $x$" in text_of(pdf_bytes(report(HOSTILE)))


def test_headings_tables_and_language() -> None:
    page = html_bytes(report(language="de")).decode()
    assert '<html lang="de">' in page
    assert page.count("<h1") == 1
    assert page.count('<th scope="col"') == 2 * 2
    assert page.count('<th scope="row"') == 2 * 2


def test_ids_of_figures_do_not_clash() -> None:
    page = html_bytes(report()).decode()
    assert 'id="map-p"' in page and "url(#map-p)" in page
    assert 'id="strength-p"' in page


def test_equal_reports_are_equal_bytes(pdf: bytes) -> None:
    assert pdf_bytes(report()) == pdf
    assert html_bytes(report()) == html_bytes(report())


def test_paper_is_tagged_titled_and_in_its_language(pdf: bytes) -> None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "The clusters of Plain"
    assert b"pdfuaid:part" in pdf or "pdfuaid" in str(root["/Metadata"].get_data())


def test_page_and_paper_say_the_same(pdf: bytes) -> None:
    paper, page = text_of(pdf), html_bytes(report()).decode()
    for words in (
        "The clusters of Plain",
        "309,624",
        "Said Plain.",
        "perhaps",
        "Caption Plain",
        "6.4",
        "Finding Plain",
        "Source: S",
    ):
        assert words in paper
        assert words in page
