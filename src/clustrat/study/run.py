"""One study: prepare the landscape once, answer one question, and keep everything that the answer rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from clustrat.clusters.categories import division_weights
from clustrat.clusters.mapping import ClusterInputs, cluster_map
from clustrat.clusters.strength import scheme
from clustrat.codes.nuts import Region
from clustrat.codes.nuts import region as find_region
from clustrat.evidence.flags import CellStatus
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.evidence.result import Diagnostic
from clustrat.publish.language import translator
from clustrat.study.answer import CATEGORY_VERSION, Prepared, Study
from clustrat.study.breaks import JUMP_V1
from clustrat.study.findings import find
from clustrat.study.kept import kept
from clustrat.study.landscape import Landscape, read_landscape
from clustrat.study.own_files import NOTHING, OwnFiles, refuse_other_files
from clustrat.study.peers import choose_peers
from clustrat.study.question import NUTS_VERSION, StudyQuestion
from clustrat.study.region_tables import region_tables

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition

__all__ = ["MIN_PUBLISHED_SHARE", "prepare", "run_study"]

#: A region whose published industries make up less of the persons employed in all regions is said to be incomplete.
MIN_PUBLISHED_SHARE = 0.9


def prepare(edition: Edition, question: StudyQuestion) -> Prepared:
    """Read the landscape and map all regions; kept for the next question with the same parameters.

    Raises
    ------
    EditionError
        The edition has no figures for the region, or for the year.
    """
    level = find_region(question.region, version=NUTS_VERSION).level
    landscape = kept(edition, ("landscape", level), lambda: read_landscape(edition, level=level))
    year = landscape.choose_year(question.region, question.year)
    base_year = landscape.choose_base_year(question.base_year, year=year)
    key = (
        "prepared", level, year, base_year, question.totals, question.scheme, question.presence_cut, question.interval,
        question.n_draws, question.seed,
    )  # fmt: skip
    return kept(edition, key, lambda: _prepare(landscape, question, year=year, base_year=base_year))


def _prepare(landscape: Landscape, question: StudyQuestion, *, year: int, base_year: int | None) -> Prepared:
    bounds = landscape.bounds.get("employment_persons", {}).get(year)
    persons = landscape.matrix("employment_persons", year)
    inputs = ClusterInputs(
        persons=persons,
        local_units=landscape.matrix("local_units", year),
        wages=landscape.matrix("wages_meur", year),
        base_persons=None if base_year is None else _base_matrix(landscape, base_year=base_year, year=year),
        lower=None if bounds is None else bounds.lower,
        upper=None if bounds is None else bounds.upper,
        estimate=None if bounds is None else bounds.estimate,
    )
    mapped = cluster_map(
        inputs,
        weights=division_weights(persons.industries, version=CATEGORY_VERSION),
        scheme=scheme(question.scheme),
        totals=question.totals,
        presence_cut=question.presence_cut,
        interval=question.interval,
        n_draws=question.n_draws,
        rng=np.random.default_rng(question.seed),
    )
    return Prepared(edition=landscape.edition, landscape=landscape, year=year, base_year=base_year, map=mapped)


def _base_matrix(landscape: Landscape, *, base_year: int, year: int) -> RegionIndustryMatrix:
    """Persons of the base year, without the cells whose growth leads over a break: no star rests on those."""
    matrix = landscape.matrix("employment_persons", base_year)
    broken = landscape.unreliable_growth(base_year=base_year, year=year) & matrix.is_known
    return replace(
        matrix,
        values=np.where(broken, np.nan, matrix.values),
        status=np.where(broken, CellStatus.NOT_AVAILABLE, matrix.status).astype(np.uint8),
    )


def _jumps(prepared: Prepared, region: Region) -> tuple[Diagnostic, ...]:
    """Say in which industries no growth is given, because the country's figures jump without a flag."""
    landscape, base_year = prepared.landscape, prepared.base_year
    if base_year is None:
        return ()
    jumped = landscape.jumped(base_year=base_year, year=prepared.year)[landscape.region_index(region.code)]
    names = tuple(code for code, is_jump in zip(landscape.industries, jumped.tolist(), strict=True) if is_jump)
    if not names:
        return ()
    sentence = (
        f"In {len(names)} industries the figures of {region.country} jump between {base_year} and {prepared.year} without a "
        f"flag: {', '.join(names[:5])}. No growth is given there; another --base-year may avoid it."
    )
    return (
        Diagnostic(
            code="unflagged_jump", severity="warning", axis="industry", keys=names[:20], n=len(names), parameter="jump_rule",
            value=JUMP_V1.version, sentence=sentence,
        ),
    )  # fmt: skip


def _incomplete(prepared: Prepared, region: Region) -> tuple[Diagnostic, ...]:
    """Say where so little of a region is published that its shares, and with them its quotients, are too high."""
    persons = prepared.landscape.matrix("employment_persons", prepared.year)
    known = persons.is_known[persons.region_index(region.code)]
    of_all = np.nansum(persons.values, axis=0)
    share = float(of_all[known].sum() / of_all.sum())
    if share >= MIN_PUBLISHED_SHARE:
        return ()
    n_missing = int((~known).sum())
    sentence = (
        f"{n_missing} industries of {region.code} have no figure in {prepared.year}; the others make up "
        f"{100 * share:.0f} % of the persons employed in all regions: shares and quotients of {region.code} are overstated."
    )
    return (
        Diagnostic(
            code="incomplete_region", severity="warning", axis="region", keys=(region.code,), n=n_missing, share=share,
            parameter="min_published_share", value=MIN_PUBLISHED_SHARE, sentence=sentence,
        ),
    )  # fmt: skip


def run_study(question: StudyQuestion, *, prepared: Prepared, own: OwnFiles = NOTHING) -> Study:
    """Answer one question.

    Parameters
    ----------
    question
        Region and parameters; those of ``prepared`` must be the same.
    prepared
        What :func:`prepare` has made for this question, or for one with the same parameters.
    own
        The files of the user that the question names, read by :func:`clustrat.study.own_files.read_own_files`.

    Returns
    -------
    Study
        The same question on the same edition gives equal tables on every machine.

    Raises
    ------
    SourceError
        The files given are not those that the question names.
    EvidenceError, CodeListError
        The theme cannot be rated with these figures.
    """
    refuse_other_files(question.own_files, own.records)
    region = find_region(question.region, version=NUTS_VERSION)
    peers, peer_codes = choose_peers(question, prepared.landscape.matrix("employment_persons", prepared.year))
    say = translator(question.language)
    tables, certificates = region_tables(
        question, prepared=prepared, region=region, peers=peers, peer_codes=peer_codes, say=say
    )
    about_theme: tuple[Diagnostic, ...] = ()
    if question.theme is not None:
        # The rooms behind a theme take as long to load as a study without one may take in all.
        from clustrat.study.theme_study import theme_study

        answer = theme_study(question, prepared=prepared, region=region, say=say, own=own)
        tables, certificates = {**tables, **answer.tables}, {**certificates, **answer.certificates}
        about_theme = answer.diagnostics
    study = Study(
        question=question,
        region=region,
        year=prepared.year,
        base_year=prepared.base_year,
        edition=prepared.edition,
        peers=peers,
        peer_codes=peer_codes,
        tables=tables,
        certificates=certificates,
        findings=(),
        diagnostics=(
            *prepared.map.diagnostics,
            *_incomplete(prepared, region),
            *_jumps(prepared, region),
            *(peers.diagnostics if peers else ()),
            *about_theme,
        ),
    )
    return replace(study, findings=tuple(find(study, say=say)))
