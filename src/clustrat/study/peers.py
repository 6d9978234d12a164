"""Peer groups of a region by named rule, or one by one."""

from __future__ import annotations

import numpy as np

from clustrat.codes.nuts import CENTRAL_EUROPE
from clustrat.errors import ParameterError
from clustrat.evidence.matrix import RegionIndustryMatrix
from clustrat.indicators.structural_distance import Peers, nearest_regions
from clustrat.study.question import StudyQuestion

__all__ = ["choose_peers"]

MAX_OWN_PEERS = 10


def choose_peers(question: StudyQuestion, matrix: RegionIndustryMatrix) -> tuple[Peers | None, tuple[str, ...]]:
    """The peers of a region, never itself among them.

    Parameters
    ----------
    question
        ``peers`` is a rule (``nearest``, ``country``, ``ce9``, ``eu``) or codes joined by commas.
    matrix
        Persons employed of the year of the study; only regions with figures in it can be peers.

    Returns
    -------
    Peers or None, tuple of str
        The distances where the rule measures them; the codes, nearest first or in the order of their codes.

    Raises
    ------
    ParameterError
        A region named has no figures, is the region itself, or more than ten are named.
    """
    with_figures = {
        region for region, known in zip(matrix.regions, np.any(matrix.is_known, axis=1).tolist(), strict=True) if known
    } - {question.region}
    if question.own_peers:
        return None, _own(question, with_figures)
    if question.peers == "nearest":
        peers = nearest_regions(matrix, question.region, k=question.n_peers)
        return peers, peers.codes
    countries = {"country": (question.region[:2],), "ce9": CENTRAL_EUROPE}.get(question.peers)
    return None, tuple(sorted(code for code in with_figures if countries is None or code[:2] in countries))


def _own(question: StudyQuestion, with_figures: set[str]) -> tuple[str, ...]:
    own = tuple(dict.fromkeys(question.own_peers))
    if len(own) > MAX_OWN_PEERS:
        raise ParameterError(f"{len(own)} peers are named; at most {MAX_OWN_PEERS} can be compared. Leave some out.")
    for code in own:
        if code == question.region:
            raise ParameterError(f"{code} cannot be its own peer. Leave it out of --peers.")
        if code not in with_figures:
            raise ParameterError(f"{code} has no business statistics in this year and level. Leave it out of --peers.")
    return own
