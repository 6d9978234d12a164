"""The studies behind the screens of a region: asked of the core once, and shared by all screens and formats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clustrat.codes.correspondence import predecessors, successors
from clustrat.codes.lists import near_codes
from clustrat.codes.nuts import VERSIONS, Region, regions
from clustrat.codes.nuts import region as find_region
from clustrat.codes.themes import Theme, themes
from clustrat.errors import ClustratError, CodeListError, EditionError, EvidenceError, ParameterError
from clustrat.publish.figures import Figure
from clustrat.sources.gisco import fetched_boundaries
from clustrat.study.answer import Prepared, Study
from clustrat.study.boundaries import find_boundaries
from clustrat.study.question import NUTS_VERSION, StudyQuestion
from clustrat.study.report_figures import figures_of
from clustrat.study.run import prepare, run_study
from clustrat.study.theme_figures import theme_figures
from clustrat_platform.atlas.addresses import PARAMETERS
from clustrat_platform.atlas.keeping import kept_result
from clustrat_platform.atlas.results import Ask
from clustrat_platform.base.problems import Gone, Invalid, NotFound

__all__ = [
    "Answered",
    "boundaries_stamp",
    "check_region",
    "is_embedded",
    "loaded_boundaries",
    "prepare_for",
    "question_of",
    "refusals_of_the_core",
    "study_of",
]

#: Options of the command line that messages of the core name -> the parameter of an address.
OPTIONS = {"--year": "year", "--base-year": "base", "--peers": "peers", "--totals": "totals", "--theme": "theme"}
#: Parameters of an address -> those of a study.
OF_STUDY = {"totals": "totals", "scheme": "scheme", "peers": "peers"}
#: Successors that take less are left out, 0 to 1.
WORTH_NAMING = 0.005
N_NEAR = 8


@dataclass(frozen=True, kw_only=True, eq=False)
class Answered:
    """A study with what it was prepared from and its figures, drawn when somebody looks."""

    study: Study
    prepared: Prepared

    @property
    def figures(self) -> Mapping[str, Figure]:
        """All figures of the study; the choropleth among them where boundaries are loaded."""
        study = self.study

        def make() -> Mapping[str, Figure]:
            return figures_of(study, boundaries=loaded_boundaries(study.region.level))

        key = ("figures", study.edition.folder, study.edition.id, study.question, boundaries_stamp())
        return kept_result(key, make)

    @property
    def theme_figures(self) -> Mapping[str, Figure]:
        """The figures of the chapters about the theme."""
        study = self.study
        return kept_result(
            ("theme figures", study.edition.folder, study.edition.id, study.question),
            lambda: {figure.name: figure for figure in theme_figures(study)},
        )


def loaded_boundaries(level: int) -> Any:
    """The boundaries that the user has fetched for a NUTS level, read once; ``None`` where there are none."""
    path = fetched_boundaries(version=NUTS_VERSION)
    if path is None:
        return None
    return kept_result(
        ("boundaries", str(path), path.stat().st_mtime_ns, level), lambda: find_boundaries(path, level=level)
    )


def boundaries_stamp() -> int:
    """Changes when boundaries are fetched: screens with maps are then asked again, and offer the choropleth."""
    path = fetched_boundaries(version=NUTS_VERSION)
    return path.stat().st_mtime_ns if path is not None else 0


def check_region(ask: Ask) -> None:
    """Refuse a code that no region has: one of another version with what became of it, another one with near codes.

    Raises
    ------
    Gone
        The code is of another NUTS version; ``successors`` says which regions took its place, and how much of it.
    NotFound
        There is no such region, or the edition has nothing about it.
    """
    code = ask.address.code
    try:
        found = find_region(code, version=NUTS_VERSION)
    except CodeListError as error:
        if became := _successors(code):
            gone = Gone(detail=str(error), reason=_("The region was redrawn or renamed."))
            gone.members["successors"] = became
            raise gone from None
        listed = [it.code for it in regions(version=NUTS_VERSION) if it.level <= 2]
        near = _predecessors(code) or near_codes(code.upper()[:5], listed)
        raise NotFound(detail=str(error), near=near[:N_NEAR]) from None
    if found.level > 2:
        raise NotFound(
            detail=_("%(code)s is a region of NUTS level 3; figures of industries are given down to level 2.")
            % {"code": code},
            near=[found.parent or ""],
        )


def _predecessors(code: str) -> list[str]:
    """Where the place of a code of a later version was; empty where no later version lists it."""
    for version in (it for it in VERSIONS if it > NUTS_VERSION):
        if any(it.code == code for it in regions(version=version)):
            try:
                parts = predecessors(code, from_version=NUTS_VERSION, to_version=version, level=len(code) - 2)
            except (CodeListError, ParameterError):
                return []
            return [part.code for part in sorted(parts, key=lambda part: -part.weight) if part.weight >= WORTH_NAMING]
    return []


def _successors(code: str) -> list[dict[str, object]]:
    """What became of a code of another version, largest first; empty where no version lists it."""
    for version in reversed([it for it in VERSIONS if it < NUTS_VERSION]):
        if any(it.code == code for it in regions(version=version)):
            try:
                parts = successors(code, from_version=version, to_version=NUTS_VERSION, level=len(code) - 2)
            except (CodeListError, ParameterError):
                return []
            names: dict[str, Region] = {it.code: it for it in regions(version=NUTS_VERSION)}
            return [
                {"code": part.code, "name": names[part.code].name, "weight": part.weight, "nuts_version": NUTS_VERSION}
                for part in sorted(parts, key=lambda part: -part.weight)
                if part.weight >= WORTH_NAMING and part.code in names
            ]
    return []


@contextmanager
def refusals_of_the_core() -> Iterator[None]:
    """Turn refusals of the core into pages: what cannot be asked (422), and what is not there (404)."""
    try:
        yield
    except ParameterError as error:
        words, parameter = _in_words_of_addresses(str(error))
        raise Invalid(detail=words, parameter=parameter) from None
    except (CodeListError, EditionError) as error:
        words, parameter = _in_words_of_addresses(str(error))
        if parameter:
            raise Invalid(detail=words, parameter=parameter) from None
        raise NotFound(detail=words) from None
    except EvidenceError as error:
        raise NotFound(detail=_in_words_of_addresses(str(error))[0]) from None


def _in_words_of_addresses(words: str) -> tuple[str, str]:
    """A message of the core with the parameters of an address in place of options, and the first of them."""
    named = [OPTIONS[it] for it in re.findall(r"--[a-z-]+", words) if it in OPTIONS]
    for option, name in sorted(OPTIONS.items(), key=lambda entry: -len(entry[0])):
        words = words.replace(option, f"'{name}'")
    return words, named[0] if named else ""


def question_of(ask: Ask, *, theme: Theme | None = None) -> StudyQuestion:
    """The question of the core that an address asks, about a theme if one is given: a list of the package or one frozen here."""
    state = ask.address.state
    given: dict[str, Any] = {OF_STUDY[name]: state[name] for name in OF_STUDY if name in state.names and state[name]}
    return StudyQuestion(
        region=ask.address.code,
        language=ask.language,
        year=state.integer("year") if "year" in state.names else None,
        base_year=state.integer("base") if "base" in state.names else None,
        presence_cut=float(state["cut"]) if "cut" in state.names else 1.0,
        theme=theme.code if theme is not None and is_embedded(theme) else None,
        own_theme=theme if theme is not None and not is_embedded(theme) else None,
        **given,
    )


def prepare_for(ask: Ask) -> None:
    """Read the figures that a question about a region rests on, which takes longest the first time; refusals come later."""
    if ask.address.noun != "region":
        return
    with suppress(ClustratError, Invalid, NotFound):
        prepare(ask.edition, question_of(ask))


def is_embedded(theme: Theme) -> bool:
    """Whether a list is the newest of the package, which its code alone names."""
    return any(it.code == theme.code and it.version == theme.version for it in themes())


def study_of(ask: Ask, *, theme: Theme | None = None) -> Answered:
    """The study that an address asks for, shared by every screen and format of the same question."""
    with refusals_of_the_core():
        try:
            question = question_of(ask, theme=theme)
        except CodeListError as error:
            # The region was looked at before; only peers that were named one by one can still be unknown.
            peers = ask.address.state["peers"]
            raise Invalid(
                detail=str(error), parameter="peers", value=peers, allowed=PARAMETERS["peers"].allowed
            ) from None

        def make() -> Answered:
            prepared = prepare(ask.edition, question)
            return Answered(study=run_study(question, prepared=prepared), prepared=prepared)

        return kept_result(("study", ask.edition.folder, ask.edition.id, question), make)
