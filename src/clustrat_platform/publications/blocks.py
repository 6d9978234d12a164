"""What a page may be built from: words, pictures, live figures pinned to an edition, and statements with their sources."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

__all__ = [
    "CERTAINTY",
    "RICH_TEXT",
    "BodyBlock",
    "ClaimBlock",
    "FigureBlock",
    "NoteBlock",
    "QuoteBlock",
    "TableBlock",
    "words_of",
]

#: What an editor may do inside a paragraph; nothing that brings content of another site into the page.
RICH_TEXT = ["bold", "italic", "link", "ol", "ul"]
#: A screen of the atlas, without language and format: /region/ITH4/portfolio?year=2015&v=2015.1
PINNED = re.compile(r"/[a-z-]+/[A-Za-z0-9_.-]+/[a-z-]+\?(?:[^#\s]*&)?v=[A-Za-z0-9_.-]+(?:&[^#\s]*)?")
CERTAINTY = (
    ("seen", gettext_lazy("the source says it")),
    ("own_knowledge", gettext_lazy("added by us, to be verified")),
    ("conflicting", gettext_lazy("sources disagree")),
)


class FigureBlock(blocks.StructBlock):
    """A figure of the atlas that a page shows live, and that never changes: its address names the edition."""

    address = blocks.CharBlock(
        label=gettext_lazy("Address of the screen"),
        help_text=gettext_lazy(
            "As under “Cite or embed”, without language: /region/ITH4/portfolio?v=… The edition (v) has to be in it."
        ),
        max_length=500,
    )
    part = blocks.CharBlock(
        label=gettext_lazy("Which figure of the screen"),
        help_text=gettext_lazy("Its name, such as strength; empty for the first."),
        required=False,
        max_length=40,
    )
    caption = blocks.CharBlock(label=gettext_lazy("Your sentence below it"), required=False, max_length=300)

    class Meta:
        """How the editor shows it."""

        icon = "image"
        label = gettext_lazy("Live figure")
        template = "publications/blocks/figure.html"

    def clean(self, value: Any) -> Any:
        """Refuse an address that is not one of a screen with its edition."""
        cleaned = super().clean(value)
        if not PINNED.fullmatch(cleaned["address"]):
            error = ValidationError(
                _(
                    "'%(address)s' is not the address of a screen with its edition. It looks like "
                    "/region/ITH4/portfolio?v=EDITION; take it from “Cite or embed” below the figure."
                )
                % {"address": cleaned["address"][:120]}
            )
            raise blocks.StructBlockValidationError(block_errors={"address": error})
        return cleaned


class ClaimBlock(blocks.StructBlock):
    """What one source says; another source that says something else stands beside it."""

    statement = blocks.CharBlock(label=gettext_lazy("What it says"), max_length=400)
    source_title = blocks.CharBlock(label=gettext_lazy("Source"), max_length=200)
    source_url = blocks.URLBlock(label=gettext_lazy("Address of the source"), required=False)
    certainty = blocks.ChoiceBlock(label=gettext_lazy("How sure"), choices=CERTAINTY, default="seen")
    is_preferred = blocks.BooleanBlock(label=gettext_lazy("preferred by us"), required=False)
    note = blocks.CharBlock(label=gettext_lazy("Note"), required=False, max_length=400)

    class Meta:
        """How the editor shows it."""

        icon = "doc-full"
        label = gettext_lazy("Statement of a source")


class QuoteBlock(blocks.StructBlock):
    """What somebody has said, and where."""

    text = blocks.TextBlock(label=gettext_lazy("Words"))
    source = blocks.CharBlock(label=gettext_lazy("Source"), max_length=200)

    class Meta:
        """How the editor shows it."""

        icon = "openquote"
        label = gettext_lazy("Quotation")
        template = "publications/blocks/quote.html"


class NoteBlock(blocks.StructBlock):
    """A remark that is set apart."""

    text = blocks.RichTextBlock(label=gettext_lazy("Words"), features=RICH_TEXT)
    is_warning = blocks.BooleanBlock(label=gettext_lazy("It warns"), required=False)

    class Meta:
        """How the editor shows it."""

        icon = "info-circle"
        label = gettext_lazy("Note")
        template = "publications/blocks/note.html"


class TableBlock(blocks.StructBlock):
    """A small table with a caption; the first cell of each row names it."""

    caption = blocks.CharBlock(label=gettext_lazy("What the table shows"), max_length=200)
    heads = blocks.ListBlock(blocks.CharBlock(max_length=80), label=gettext_lazy("Heads of columns"))
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(required=False, max_length=600)), label=gettext_lazy("Rows")
    )

    class Meta:
        """How the editor shows it."""

        icon = "table"
        label = gettext_lazy("Table")
        template = "publications/blocks/table.html"

    def clean(self, value: Any) -> Any:
        """Refuse rows that are longer or shorter than the head."""
        cleaned = super().clean(value)
        n_columns = len(cleaned["heads"])
        uneven = [number for number, row in enumerate(cleaned["rows"], start=1) if len(row) != n_columns]
        if uneven:
            error = ValidationError(
                _("Row %(row)s has not as many cells as the table has columns (%(n)s).")
                % {"row": uneven[0], "n": n_columns}
            )
            raise blocks.StructBlockValidationError(block_errors={"rows": error})
        return cleaned


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    heading = blocks.CharBlock(
        label=gettext_lazy("Heading"), icon="title", max_length=120, template="publications/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(label=gettext_lazy("Text"), icon="pilcrow", features=RICH_TEXT)
    figure = FigureBlock()
    image = ImageBlock(label=gettext_lazy("Picture"), template="publications/blocks/image.html")
    table = TableBlock()
    claims = blocks.ListBlock(
        ClaimBlock(),
        label=gettext_lazy("What the sources say"),
        icon="list-ul",
        template="publications/blocks/claims.html",
    )
    quote = QuoteBlock()
    note = NoteBlock()

    class Meta:
        """No field has to be there."""

        required = False


def words_of(value: Any) -> list[str]:
    """All words of a body, for the search: whatever is text, at any depth.

    >>> words_of([{"a": "one"}, ["two", 3, None]])
    ['one', 'two']
    """
    if isinstance(value, str):
        return [re.sub(r"<[^>]+>", " ", value)]
    if isinstance(value, dict):
        return [word for it in value.values() for word in words_of(it)]
    if isinstance(value, list | tuple):
        return [word for it in value for word in words_of(it)]
    return []
