"""One result object: what a screen has found, frozen; pages, files, pictures, reports and the API only render it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clustrat.evidence.result import ResultTable, canonical_json
from clustrat_platform.atlas.addresses import Address

if TYPE_CHECKING:
    from clustrat.evidence.disclosure import Certificate
    from clustrat.publish.figures import Figure
    from clustrat.store.catalog import Edition

__all__ = ["Ask", "Badge", "Bars", "Choice", "Headline", "Heat", "Say", "ScreenResult", "Section", "SourceLine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked of a screen: where, in which language, of which edition."""

    address: Address
    language: str
    edition: Edition = field(hash=False, compare=False)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the answer depends on, but for the version of the program."""
        return (
            self.address.having(part="", tab="", sort="", v="").canonical,
            self.language,
            self.edition.id,
            str(self.edition.folder),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A figure at the top: as read, with its words, its place among peers, and where it stands in which table."""

    value: str
    label: str
    note: str = ""
    table: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A sentence of the result, with the sign and the word for how sure it is."""

    text: str
    sure: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A word about the data, and its reasons."""

    level: str
    word: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source with its licence and the words it asks for."""

    citation: str
    table_code: str
    licence: str
    attribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One field of the form of a screen: the parameter, its words and its options (value, words).

    ``impossible`` are options that cannot be chosen, each with its words and the reason.
    """

    name: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    step: str = ""
    impossible: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """A table shown as a grid: which columns name its rows, which its columns, and what stands in a cell.

    ``value`` is a score from 0 to 4, ``share`` what is known of it (0 to 1), ``words`` a label beside it, ``parts`` the columns that
    open under it.
    """

    rows: tuple[str, ...]
    column: str
    value: str
    share: str
    words: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Columns of a table shown as bars where there is little room: of words, of values, of order (or none), and the end of the scale."""

    words: str
    value: str
    order: str = ""
    most: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a screen: words, then figures, then a table (with the columns shown and the rows chosen, by number).

    ``heat`` shows the table as a grid; ``bars`` stand in for a chart where there is little room; ``weights`` is a form of weights of
    its own; ``aside`` lists what is left out (words, reason).
    """

    anchor: str
    heading: str
    lead: str = ""
    figures: tuple[str, ...] = ()
    table: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[int, ...] | None = None
    empty: str = ""
    how_to_read: str = ""
    is_twin: bool = False
    is_open: bool = False
    sortable: bool = True
    link_column: str = ""
    row_address: str = ""
    statements: tuple[Say, ...] = ()
    after: str = ""
    heat: Heat | None = None
    bars: Bars | None = None
    weights: Choice | None = None
    aside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScreenResult:
    """What a screen has found.

    Attributes
    ----------
    ask
        What was asked; its address is canonical.
    title, subject, kicker, sentence
        The question as title, what it is about, a line above it, and the generated sentence that answers it.
    tables, certificates
        Tables of the core with full precision, each with the certificate that it gives back no hidden figure.
    sketches
        Figures by name, drawn when somebody looks.
    sections, headlines, statements, badge, choices, notes, sources, terms
        What the screen shows of the tables, and in which words.
    locator
        Name of the small map beside the title.
    parameters
        Everything that decides the numbers, as understood.
    is_lasting
        Whether the same address with its edition gives the same for ever; what people judge may be withdrawn.
    """

    ask: Ask
    title: str
    subject: str
    kicker: str
    sentence: str
    tables: Mapping[str, ResultTable]
    certificates: Mapping[str, Certificate]
    sections: tuple[Section, ...]
    main_table: str
    sketches: Mapping[str, Callable[[], Figure]] = field(default_factory=dict)
    headlines: tuple[Headline, ...] = ()
    statements: tuple[Say, ...] = ()
    badge: Badge | None = None
    choices: tuple[Choice, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    locator: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    python: str = ""
    is_lasting: bool = True
    _drawn: dict[str, Figure] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def hash(self) -> str:
        """The hash of the result: of the question as understood and of every table, to the last digit."""
        record = {
            "address": self.ask.address.having(part="", tab="", sort="", v="").canonical,
            "edition": self.ask.edition.id,
            "language": self.ask.language,
            "tables": {name: table.sha256 for name, table in sorted(self.tables.items())},
        }
        return hashlib.sha256(canonical_json(record).encode()).hexdigest()

    @cached_property
    def stamp(self) -> str:
        """Changes with the hash, and with the figures that can be drawn (a choropleth needs boundaries); for caches and ETags."""
        return hashlib.sha256("\0".join([self.hash, *self.sketches]).encode()).hexdigest()[:32]

    @property
    def frozen_address(self) -> Address:
        """The address with its edition, which means the same for ever."""
        return self.ask.address.having(v=self.ask.edition.id)

    @property
    def figure_names(self) -> tuple[str, ...]:
        """Names of the figures that the sections show, in order."""
        return tuple(name for section in self.sections for name in section.figures if name in self.sketches)

    def figure(self, name: str) -> Figure:
        """A figure, drawn once."""
        if name not in self._drawn:
            self._drawn[name] = self.sketches[name]()
        return self._drawn[name]

    def table_of(self, part: str) -> ResultTable:
        """The table that a part of the screen means: the table of that name, or of the figure of that name."""
        if not part:
            return self.tables[self.main_table]
        return self.tables[part] if part in self.tables else self.tables[self.figure(part).table]

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of everything that may stand alone: tables and figures."""
        return (*self.tables, *(name for name in self.sketches if name not in self.tables))
