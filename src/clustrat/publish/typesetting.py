"""The typesetter, with our typeface only: documents as PDF, pictures as PNG."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from clustrat.errors import MissingExtraError

__all__ = ["PIXELS_PER_UNIT", "pdf_of", "png_of"]

POINTS_PER_INCH = 144
#: Pixels of a PNG for one unit of an SVG, of which 96 make an inch.
PIXELS_PER_UNIT = POINTS_PER_INCH / 96
#: One picture per page, each page as large as its picture.
PICTURES = b"""#let pictures = json(bytes(sys.inputs.content))
#set page(width: auto, height: auto, margin: 0pt)
#for svg in pictures { page(image(bytes(svg), format: "svg")) }
"""


@cache
def _typst() -> Any:
    try:
        import typst
    except ImportError:
        raise MissingExtraError(
            "PDF and PNG need the extra 'publish'. Install it: pip install 'clustrat[publish]', or leave out --format pdf and png."
        ) from None
    return typst


@cache
def _fonts() -> Any:
    """Our typeface, loaded once; the fonts of the machine stay out, so that every machine draws the same."""
    return _typst().Fonts(include_system_fonts=False, font_paths=[str(files(__package__).joinpath("fonts"))])


def _compile(source: bytes, content: Any, **options: Any) -> Any:
    inputs = {"content": json.dumps(content, ensure_ascii=False)}
    compiler = _typst().Compiler(font_paths=_fonts(), sys_inputs=inputs)
    return compiler.compile(source, **options)


def pdf_of(template: str, content: Any) -> bytes:
    """A document as tagged PDF (PDF/UA-1), without a clock in it.

    Parameters
    ----------
    template
        Name of a template of this room; it reads its content as data, never as markup.
    content
        Plain data.
    """
    source = files(__package__).joinpath("templates", template).read_bytes()
    return bytes(_compile(source, content, format="pdf", pdf_standards=["ua-1"], timestamp=0))


def png_of(pictures: Sequence[str]) -> list[bytes]:
    """SVG pictures as PNG, one and a half times their size on the screen."""
    if not pictures:
        return []
    made = _compile(PICTURES, list(pictures), format="png", ppi=POINTS_PER_INCH)
    return [made] if isinstance(made, bytes) else list(made)
