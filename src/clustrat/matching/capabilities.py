"""What organisations need and offer, by capability code: recorded, or inferred from relatedness and then marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from clustrat.errors import EvidenceError, ParameterError

__all__ = ["CapabilityRecord", "CapabilityTable", "Side", "inferred_needs"]

Side = Literal["need", "offer"]
FloatArray = NDArray[np.float64]
#: An inferred need keeps so many codes, the nearest to what the organisation offers.
N_INFERRED = 10


class CapabilityRecord(NamedTuple):
    """One line of a profile: an organisation needs or offers a capability, to a degree in (0, 1]; ``source`` is what it rests on."""

    organisation: str
    side: Side
    capability: str
    degree: float = 1.0
    source: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class CapabilityTable:
    """Need and offer of many organisations over the same codes.

    Attributes
    ----------
    organisations, capabilities
        Identifiers and codes, each once; they name rows and columns.
    need, offer : sparse array, shape (n_organisations, n_capabilities)
        Degrees in [0, 1]. What is not stored is not recorded; a row without entries is an organisation of which nothing is recorded.
    need_is_inferred : ndarray of bool, shape (n_organisations,)
        Whether the need was inferred, because none was declared.
    sources
        For (organisation, side, capability) the record behind it, where one is named.
    countries
        ISO code per organisation; empty where not known.
    age_days : ndarray of float, shape (n_organisations,)
        Days since the entry was confirmed; ``nan`` where it never was.
    """

    organisations: tuple[str, ...]
    capabilities: tuple[str, ...]
    need: csr_array
    offer: csr_array
    need_is_inferred: NDArray[np.bool_]
    countries: tuple[str, ...]
    age_days: FloatArray
    sources: Mapping[tuple[str, Side, str], str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def from_records(
        cls,
        records: Iterable[CapabilityRecord],
        *,
        organisations: Sequence[str] | None = None,
        capabilities: Sequence[str] | None = None,
        countries: Mapping[str, str] = MappingProxyType({}),
        age_days: Mapping[str, float] = MappingProxyType({}),
    ) -> CapabilityTable:
        """Profiles out of their lines; of a line that comes twice the higher degree counts.

        Parameters
        ----------
        records
            Tuples of organisation, side, capability, degree and source.
        organisations, capabilities
            Rows and columns in order; those of the records, sorted, if not given. Organisations without a record may be named.
        countries, age_days
            What is known of organisations.

        Raises
        ------
        EvidenceError
            A degree is not in (0, 1], a side is neither need nor offer, or a record names what is not listed.

        Examples
        --------
        >>> table = CapabilityTable.from_records([("a", "need", "x"), ("a", "offer", "y"), ("b", "offer", "x", 0.5)])
        >>> table.organisations, table.capabilities, table.offer.toarray().tolist()
        (('a', 'b'), ('x', 'y'), [[0.0, 1.0], [0.5, 0.0]])
        """
        lines = [CapabilityRecord(*record) for record in records]
        rows = _labels(organisations, (line.organisation for line in lines), what="organisation")
        columns = _labels(capabilities, (line.capability for line in lines), what="capability")
        row_of, column_of = ({label: place for place, label in enumerate(labels)} for labels in (rows, columns))
        cells: dict[Side, dict[tuple[int, int], float]] = {"need": {}, "offer": {}}
        sources = {}
        for line in lines:
            if line.side not in cells:
                raise EvidenceError(f"A profile line of {line.organisation} is of '{line.side}'. Write need or offer.")
            if not 0 < line.degree <= 1:
                raise EvidenceError(
                    f"{line.organisation}, {line.side} of {line.capability} = {line.degree:g}: a degree lies above 0 and up to 1. "
                    "Leave out what is not there."
                )
            if line.organisation not in row_of or line.capability not in column_of:
                raise EvidenceError(
                    f"{line.organisation} with {line.capability} is not among the listed ones. List it."
                )
            place = row_of[line.organisation], column_of[line.capability]
            cells[line.side][place] = max(line.degree, cells[line.side].get(place, 0.0))
            if line.source:
                sources[line.organisation, line.side, line.capability] = line.source
        shape = len(rows), len(columns)
        return cls(
            organisations=rows,
            capabilities=columns,
            need=_sparse(cells["need"], shape),
            offer=_sparse(cells["offer"], shape),
            need_is_inferred=np.zeros(len(rows), dtype=bool),
            countries=tuple(countries.get(label, "") for label in rows),
            age_days=np.array([age_days.get(label, np.nan) for label in rows], dtype=np.float64),
            sources=MappingProxyType(sources),
        )

    def index(self, organisation: str) -> int:
        """The row of an organisation.

        Raises
        ------
        EvidenceError
            It is not in the table.
        """
        try:
            return self._rows[organisation]
        except KeyError:
            raise EvidenceError(
                f"There is no profile of '{organisation}' among {len(self.organisations)}. Record what it needs and offers first."
            ) from None

    @property
    def _rows(self) -> Mapping[str, int]:
        rows: Mapping[str, int] | None = self.__dict__.get("_rows_cache")
        if rows is None:
            rows = {label: place for place, label in enumerate(self.organisations)}
            object.__setattr__(self, "_rows_cache", rows)
        return rows

    def with_inferred_needs(self, relatedness: ArrayLike, *, n_codes: int = N_INFERRED) -> CapabilityTable:
        """The same with a need inferred, and marked, for each organisation that declared none and offers something."""
        inferred = inferred_needs(self.offer, relatedness, n_codes=n_codes)
        silent = _sums(self.need) == 0
        chosen = silent & (_sums(inferred) > 0)
        kept = np.where(chosen, 0.0, 1.0)[:, None]
        need = csr_array(self.need.multiply(kept) + inferred.multiply(1.0 - kept))
        need.eliminate_zeros()
        return replace(self, need=need, need_is_inferred=self.need_is_inferred | chosen)

    def without_offer(self, organisation: str, *capabilities: str) -> CapabilityTable:
        """The same where an organisation no longer offers some codes; all needs stay."""
        offer = self.offer.tolil(copy=True)
        row = self.index(organisation)
        for code in capabilities:
            offer[row, self.capabilities.index(code)] = 0.0
        offer = csr_array(offer)
        offer.eliminate_zeros()
        return replace(self, offer=offer)


def inferred_needs(offer: csr_array, relatedness: ArrayLike, *, n_codes: int = N_INFERRED) -> csr_array:
    r"""Needs out of relatedness: what is near to what an organisation offers, and which it does not offer itself.

    .. math:: need_a(k) = (1 - offer_a(k))\,\frac{\sum_j \varphi_{kj}\,offer_a(j)}{\sum_j \varphi_{kj}}, \qquad j \ne k

    Parameters
    ----------
    offer : sparse array, shape (n_organisations, n_capabilities)
        Degrees in [0, 1].
    relatedness : array_like, shape (n_capabilities, n_capabilities)
        Not negative, symmetric; the diagonal is not read.
    n_codes
        How many of the nearest are kept, ties by order of the codes.

    Raises
    ------
    EvidenceError
        The relatedness has another shape, or is negative or not known.

    Examples
    --------
    Offers x; y is related to x by 1, z not at all.

    >>> inferred_needs(csr_array([[1.0, 0.0, 0.0]]), [[0, 1, 0], [1, 0, 1], [0, 1, 0]]).toarray().tolist()
    [[0.0, 0.5, 0.0]]
    """
    phi = np.array(relatedness, dtype=np.float64)
    n = offer.shape[1]
    if phi.shape != (n, n):
        raise EvidenceError(
            f"The relatedness has the shape {phi.shape}, the profiles {n} codes. Give one of {n} by {n}."
        )
    if not (phi >= 0).all():
        raise EvidenceError("The relatedness has a value below 0 or not known. Give numbers of 0 or more.")
    if n_codes < 1:
        raise ParameterError(f"n_codes={n_codes} must be at least 1.")
    np.fill_diagonal(phi, 0.0)
    total = phi.sum(axis=1)
    weights = np.divide(phi, total[:, None], out=np.zeros_like(phi), where=total[:, None] > 0)
    rows, columns, values = [], [], []
    near_all = csr_array(offer @ csr_array(weights.T))
    for row in range(offer.shape[0]):
        near = near_all[[row]].toarray()[0] * (1.0 - offer[[row]].toarray()[0])
        first = np.lexsort((np.arange(n), -np.round(near, 12)))[:n_codes]
        first = first[near[first] > 0]
        rows += [row] * len(first)
        columns += first.tolist()
        values += near[first].tolist()
    return csr_array((values, (rows, columns)), shape=offer.shape, dtype=np.float64)


def _labels(given: Sequence[str] | None, found: Iterable[str], *, what: str) -> tuple[str, ...]:
    labels = tuple(sorted(set(found))) if given is None else tuple(given)
    if len(set(labels)) < len(labels):
        twice = next(label for label in labels if labels.count(label) > 1)
        raise EvidenceError(f"The {what} '{twice}' is listed twice. List each once.")
    return labels


def _sparse(cells: Mapping[tuple[int, int], float], shape: tuple[int, int]) -> csr_array:
    places = list(cells)
    return csr_array(
        (list(cells.values()), ([row for row, _ in places], [column for _, column in places])),
        shape=shape,
        dtype=np.float64,
    )


def _sums(matrix: csr_array) -> FloatArray:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).reshape(-1)
