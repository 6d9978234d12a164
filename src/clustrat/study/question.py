"""The question of a study: which region, year, reference and parameters; everything that decides its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from clustrat.codes.nuts import region as find_region
from clustrat.codes.themes import Theme, ThemeItem, theme
from clustrat.errors import ParameterError
from clustrat.matching.frame import PartnerFilter

__all__ = ["FORMATS", "LANGUAGES", "PEER_RULES", "SCHEMES", "TOTALS", "OwnFile", "StudyQuestion", "Totals"]

Totals = Literal["known", "published"]

LANGUAGES = ("en", "de", "it", "pl", "cs", "sk", "sl", "hu", "hr")
TOTALS: tuple[Totals, ...] = ("known", "published")
SCHEMES = ("panorama_v2", "eco_v1", "us_cmp")
PEER_RULES = ("nearest", "country", "ce9", "eu")
FORMATS = ("html", "pdf", "csv", "svg", "png")

#: Versions of the code lists in which the embedded business statistics are given after splicing.
NUTS_VERSION = "2013"
NACE_VERSION = "2"
#: NUTS level at which themes are rated: that of the figures on research, and of the backtest.
THEME_LEVEL = 2
#: Parts of a question that stand in ``study.json`` only where they were asked.
ONLY_WHERE_ASKED = ("partner_filter", "own_files")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """A file of the user that a study rests on: what it is, its name and the hash of its bytes; never its content."""

    role: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyQuestion:
    """What a study of one region is asked; two equal questions on one edition have equal answers, byte for byte.

    Attributes
    ----------
    region
        NUTS code of level 0-2, version 2013.
    year, base_year
        Year of the map, and the year growth is counted from; ``None`` leaves the choice to the edition: the latest
        year in which all nine countries have figures, and the earliest one in which the region has.
    totals
        Convention of the reference totals: ``"known"`` sums the published cells of the regions, ``"published"``
        takes the national rows. Never mixed within one study.
    scheme
        Star scheme: ``"panorama_v2"``, ``"eco_v1"`` or ``"us_cmp"``.
    peers
        A rule (``"nearest"``, ``"country"``, ``"ce9"``, ``"eu"``) or region codes joined by commas.
    language
        Language of sentences and labels; numbers do not depend on it.
    presence_cut, claim_probability, interval, n_peers
        Cut of the location quotient above which a region is called specialised, the probability such a sentence
        needs, the width of the intervals, and how many peers the rule ``nearest`` takes.
    theme
        Code or alias of a theme, such as ``"active_ageing"`` (hyphens do), for the chapters about where the region could go; or a
        theme of one's own, as data. ``None``: no such chapters.
    partner_filter
        Which regions may be partners in these chapters; ``None``: all.
    own_files
        Files of the user that these chapters rest on (:func:`clustrat.study.own_files.read_own_files`).
    n_draws, seed
        Draws behind the intervals that rest on hidden figures, and the seed of their random generator.

    Examples
    --------
    >>> StudyQuestion(region="ITH4").totals
    'known'
    >>> StudyQuestion(region="ITH4", totals="both")
    Traceback (most recent call last):
        ...
    clustrat.errors.ParameterError: There is no totals 'both'. Choose one of: known, published.
    """

    region: str
    year: int | None = None
    base_year: int | None = None
    totals: Totals = "known"
    scheme: str = "panorama_v2"
    peers: str = "nearest"
    language: str = "en"
    theme: str | None = None
    own_theme: Theme | None = None
    partner_filter: PartnerFilter | None = None
    own_files: tuple[OwnFile, ...] = ()
    presence_cut: float = 1.0
    claim_probability: float = 0.9
    interval: float = 0.90
    n_peers: int = 10
    n_draws: int = 200
    seed: int = 20140101

    def __post_init__(self) -> None:
        """Refuse what cannot be asked, before anything is read."""
        find_region(self.region, version=NUTS_VERSION)
        _choose("totals", self.totals, TOTALS)
        _choose("scheme", self.scheme, SCHEMES)
        _choose("language", self.language, LANGUAGES)
        for code in self.own_peers:
            find_region(code, version=NUTS_VERSION)
        self._settle_theme()
        if not 0 < self.claim_probability < 1 or not 0 < self.interval < 1:
            raise ParameterError(
                f"claim_probability={self.claim_probability:g} and interval={self.interval:g} must lie between 0 and 1."
            )
        if self.presence_cut <= 0:
            raise ParameterError(f"presence_cut={self.presence_cut:g} must be above 0; 1 is the reference share.")

    def _settle_theme(self) -> None:
        """Give the theme its canonical name, and refuse what cannot be rated."""
        if self.own_theme is not None:
            object.__setattr__(self, "theme", self.own_theme.code)
        if self.theme is None:
            if self.own_files or self.partner_filter is not None:
                raise ParameterError(
                    "Files of one's own and filters of partners belong to the chapters about a theme. Name one with --theme, such as "
                    "active_ageing."
                )
            return
        if (level := find_region(self.region, version=NUTS_VERSION).level) != THEME_LEVEL:
            raise ParameterError(
                f"A theme is rated for regions of NUTS level {THEME_LEVEL}; {self.region} is of level {level}. Give a region such as "
                "ITH4, or leave out --theme."
            )
        object.__setattr__(self, "theme", self.chosen_theme.code)
        if not self.chosen_theme.items:
            raise ParameterError(
                f"The theme '{self.theme}' has no list of industries, so a region cannot be rated in it: "
                f"{' '.join(self.chosen_theme.coverage_notes)} 'clustrat themes list' shows which have one."
            )

    @property
    def chosen_theme(self) -> Theme:
        """The theme with its industries: one's own, or the embedded one of that name; refused where there is none."""
        if self.own_theme is not None:
            return self.own_theme
        if self.theme is None:
            raise ParameterError("The question has no theme. Name one with --theme; 'clustrat themes list' shows all.")
        return theme(self.theme)

    @property
    def own_peers(self) -> tuple[str, ...]:
        """The peers named one by one; empty where a rule chooses them."""
        if self.peers in PEER_RULES:
            return ()
        return tuple(code.strip() for code in self.peers.split(",") if code.strip())

    def as_dict(self) -> dict[str, Any]:
        """The question as plain data, as it stands in ``study.json``."""
        whole = asdict(self)
        return {name: value for name, value in whole.items() if value or name not in ONLY_WHERE_ASKED}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> StudyQuestion:
        """The question that a ``study.json`` carries; unknown parameters are refused."""
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(record) - known):
            raise ParameterError(
                f"The question has unknown parameters: {', '.join(unknown)}. This version knows: "
                f"{', '.join(sorted(known))}."
            )
        given = dict(record)
        if own := given.get("own_theme"):
            items = tuple(ThemeItem(**item) for item in own["items"])
            lists = {name: tuple(own[name]) for name in ("aliases", "coverage_notes")}
            given["own_theme"] = Theme(**{**own, **lists, "items": items})
        if only := given.get("partner_filter"):
            given["partner_filter"] = PartnerFilter(**{**only, "countries": tuple(only["countries"])})
        given["own_files"] = tuple(OwnFile(**file) for file in given.get("own_files", ()))
        return cls(**given)


def _choose(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ParameterError(f"There is no {name} '{value}'. Choose one of: {', '.join(allowed)}.")
