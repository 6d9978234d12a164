"""Duplicates among organisations: exact identifier, exact name and postcode, a probabilistic model, and then a person."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from clustrat.errors import EvidenceError, MissingExtraError
from clustrat.microdata.engine import EngineName
from clustrat.microdata.linkage_model import COMPARISONS, LINKAGE_V1, LinkageParameters, settings
from clustrat.microdata.linkage_names import NormalName, normal_name

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Agreement", "DuplicateSuggestion", "OrganisationRecord", "find_duplicates", "groups", "shared_domains"]

Tier = Literal["identifier", "name and postcode", "model"]
#: Identifiers that stand for "none" in the lists that we know; they are no evidence.
_NO_NUMBER = frozenset({"", "0", "n/a", "na", "-", "none", "neznano"})
#: Fields whose agreement does not come out of a text somebody typed as a name.
_NOT_A_NAME = ("identifier", "point", "place")
#: Without one of these degrees a person looks, however much else agrees: sister institutions share house and website.
_SURE_NAMES = ("the same but for writing", "the same distinctive words")
#: Two points nearer than this are one place, in degrees of latitude (some 50 m).
_NEAR_DEGREES = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRecord:
    """What is known of one entry; what is not known stays empty.

    Attributes
    ----------
    record
        Identifier of the entry, each once.
    name, aliases
        As published; acronyms, translations and former names are aliases.
    country
        ISO code.
    postcode
        In normal form (:func:`clustrat.codes.postcodes.postcode`).
    region
        Code of the region, all of one level and version.
    domain
        Of the website, such as ``example.org``.
    identifiers
        (scheme, number), such as ``("vat", "SI12345678")``.
    point
        Longitude and latitude.
    """

    record: str
    name: str
    aliases: tuple[str, ...] = ()
    country: str = ""
    postcode: str = ""
    region: str = ""
    domain: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How two records stand to each other in one field, and what that weighs in bits; ``inf`` for what decides by itself."""

    field: str
    degree: str
    bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateSuggestion:
    """Two records that may be one organisation, with the evidence.

    ``may_be_automatic`` says that the threshold is reached *and* that something that is no name agrees; all else is for a person. ``left`` sorts before
    ``right``.
    """

    left: str
    right: str
    tier: Tier
    probability: float
    evidence: tuple[Agreement, ...]
    may_be_automatic: bool


def find_duplicates(
    records: Sequence[OrganisationRecord],
    *,
    new: Collection[str] | None = None,
    parameters: LinkageParameters = LINKAGE_V1,
    engine: EngineName = "duckdb",
    spark: Any = None,
) -> tuple[DuplicateSuggestion, ...]:
    """Pairs of records that may be one organisation.

    Parameters
    ----------
    records
        All entries to compare.
    new
        Identifiers of entries that are new: only pairs with one of them are looked for.
    parameters
        Thresholds.
    engine
        ``"duckdb"``, or ``"spark"`` with the session in ``spark``: the same model and the same suggestions.

    Returns
    -------
    tuple of DuplicateSuggestion
        Surest first, then by identifiers; each pair once, in its first tier.

    Raises
    ------
    EvidenceError
        An identifier of an entry is empty or comes twice.
    MissingExtraError
        The extra ``microdata`` is not installed.

    Examples
    --------
    >>> one = OrganisationRecord(record="1", name="Böhlerit GmbH & Co KG", country="AT", postcode="8605")
    >>> two = OrganisationRecord(record="2", name="BOEHLERIT GmbH & Co. KG.", country="AT", postcode="8605")
    >>> found = find_duplicates([one, two])[0]
    >>> found.tier, found.may_be_automatic, [(a.field, a.degree) for a in found.evidence]
    ('name and postcode', True, [('name', 'the same but for writing'), ('place', 'the same postcode')])
    """
    ids = Counter(record.record for record in records)
    if "" in ids:
        raise EvidenceError("An entry has no identifier. Give each entry an identifier of its own.")
    if wrong := next((key for key, n in ids.items() if n > 1), None):
        raise EvidenceError(f"The entry '{wrong}' comes {ids[wrong]} times. Give each entry an identifier of its own.")
    wanted = None if new is None else frozenset(new)
    names = {record.record: normal_name(record.name, country=record.country) for record in records}
    taken = shared_domains(records, names=names, parameters=parameters)
    by_id = {record.record: record for record in records}
    keys = {record.record: _keys(record, names[record.record], taken) for record in records}
    if wanted is not None:
        reached = {key for record in wanted for key in keys.get(record, ())} | {
            number for record in wanted if record in by_id for number in _numbers(by_id[record])
        }
        by_id = {k: r for k, r in by_id.items() if k in wanted or reached & (keys[k] | set(_numbers(r)))}
    found: dict[tuple[str, str], DuplicateSuggestion] = {}
    for suggestion in (
        *_by_identifier(by_id.values(), wanted, parameters),
        *_by_name_and_postcode(by_id.values(), names, wanted),
        *_by_model(list(by_id.values()), names, keys, taken, wanted, parameters, engine, spark),
    ):
        pair = suggestion.left, suggestion.right
        if pair not in found and not (suggestion.tier != "identifier" and _contradict(by_id[pair[0]], by_id[pair[1]])):
            found[pair] = suggestion
    return tuple(sorted(found.values(), key=lambda s: (-s.probability, s.left, s.right)))


def groups(
    suggestions: Iterable[DuplicateSuggestion], *, automatic_only: bool = False, threshold: float = 0.0
) -> tuple[frozenset[str], ...]:
    """Records that hang together by suggestions, largest group first."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for suggestion in suggestions:
        if suggestion.probability >= threshold and (suggestion.may_be_automatic or not automatic_only):
            parent[root(suggestion.left)] = root(suggestion.right)
    members: dict[str, set[str]] = defaultdict(set)
    for key in parent:
        members[root(key)].add(key)
    return tuple(sorted((frozenset(of) for of in members.values()), key=lambda of: (-len(of), min(of))))


def shared_domains(
    records: Iterable[OrganisationRecord],
    *,
    names: Mapping[str, NormalName] | None = None,
    parameters: LinkageParameters = LINKAGE_V1,
) -> frozenset[str]:
    """Web domains under at least ``shared_domain_names_min`` clearly different names: of universities, portals, holdings.

    Names are clearly different where neither's distinctive words hold the other's.

    Examples
    --------
    >>> of = [OrganisationRecord(record=str(i), name=name, domain="uni.example") for i, name in enumerate(["Physics", "Law", "Music", "Law Ltd"])]
    >>> sorted(shared_domains(of)), sorted(shared_domains(of[1:]))
    (['uni.example'], [])
    """
    different: dict[str, list[frozenset[str]]] = defaultdict(list)
    for record in records:
        if record.domain:
            name = names[record.record] if names else normal_name(record.name, country=record.country)
            words = frozenset(name.distinct.split()) or frozenset(name.stems)
            listed = different[record.domain.casefold()]
            if len(listed) < parameters.shared_domain_names_min and not any(words <= o or o <= words for o in listed):
                listed.append(words)
    return frozenset(
        domain for domain, listed in different.items() if len(listed) >= parameters.shared_domain_names_min
    )


def _keys(record: OrganisationRecord, name: NormalName, taken: frozenset[str]) -> set[str]:
    """What brings records together; one in common is enough."""
    found = {f"n:{name.full}"} if name.full else set()
    words = name.distinct.split()
    if words:
        found |= {
            f"d:{name.distinct}",
            f"b:{name.lead[:6]}:{words[-1]}",
            f"l:{'+'.join(sorted(sorted(words, key=len)[-2:]))}",
        }
        found |= {f"s:{name.full[:9]}", f"e:{name.full[-9:]}"}
    found |= {f"n:{alias}" for alias in _alias_names(record, name)}
    if record.postcode and name.lead:
        found.add(f"p:{record.postcode}:{name.lead[:3]}")
    if record.domain and record.domain.casefold() not in taken:
        found.add(f"w:{record.domain.casefold()}")
    return found


def _alias_names(record: OrganisationRecord, name: NormalName) -> set[str]:
    given = {normal_name(alias, country=record.country).full for alias in record.aliases}
    return {alias for alias in {*given, *name.aliases} if len(alias) >= 3}


def _numbers(record: OrganisationRecord) -> list[str]:
    """Identifiers that are evidence; a row of one digit, or of zeros and one more, is a stopgap."""
    real = []
    for scheme, number in record.identifiers:
        bare = "".join(sign for sign in number.casefold() if sign.isalnum())
        if (
            bare not in _NO_NUMBER
            and len(set(bare.lstrip("0")[:-1])) > 0
            and len(set(bare)) > 1
            and bare.lstrip("0") != bare[-1]
        ):
            real.append(f"{scheme}:{bare}")
    return real


def _contradict(a: OrganisationRecord, b: OrganisationRecord) -> bool:
    """Whether the two carry different numbers of one scheme, and none in common."""
    left, right = ({(n.split(":", 1)[0]): n for n in _numbers(record)} for record in (a, b))
    return any(left[scheme] != right[scheme] for scheme in left.keys() & right.keys())


def _pairs(members: Sequence[str], wanted: frozenset[str] | None) -> Iterable[tuple[str, str]]:
    ordered = sorted(members)
    for place, left in enumerate(ordered):
        for right in ordered[place + 1 :]:
            if wanted is None or left in wanted or right in wanted:
                yield left, right


def _by_identifier(
    records: Iterable[OrganisationRecord], wanted: frozenset[str] | None, parameters: LinkageParameters
) -> Iterable[DuplicateSuggestion]:
    carriers: dict[str, list[str]] = defaultdict(list)
    for record in records:
        for number in set(_numbers(record)):
            carriers[number].append(record.record)
    for number, members in sorted(carriers.items()):
        if len(members) > parameters.largest_block:
            continue
        for left, right in _pairs(members, wanted):
            same = Agreement(field="identifier", degree=f"the same {number.split(':', 1)[0]}", bits=math.inf)
            yield DuplicateSuggestion(
                left=left, right=right, tier="identifier", probability=1.0, evidence=(same,), may_be_automatic=True
            )


def _by_name_and_postcode(
    records: Iterable[OrganisationRecord], names: Mapping[str, NormalName], wanted: frozenset[str] | None
) -> Iterable[DuplicateSuggestion]:
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for record in records:
        name = names[record.record]
        if record.postcode and name.is_telling:
            alike[record.country, record.postcode, name.full, name.form].append(record.record)
    bits = {field: {level.name: _bits(level.m, level.u) for level in levels} for field, levels in COMPARISONS.items()}
    for members in alike.values():
        for left, right in _pairs(members, wanted):
            evidence = tuple(
                Agreement(field=field, degree=degree, bits=bits[field][degree])
                for field, degree in (("name", "the same but for writing"), ("place", "the same postcode"))
            )
            yield DuplicateSuggestion(
                left=left, right=right, tier="name and postcode", probability=0.995, evidence=evidence,
                may_be_automatic=True,
            )  # fmt: skip


def _by_model(
    records: list[OrganisationRecord],
    names: Mapping[str, NormalName],
    keys: Mapping[str, set[str]],
    taken: frozenset[str],
    wanted: frozenset[str] | None,
    parameters: LinkageParameters,
    engine: EngineName,
    spark: Any,
) -> Iterable[DuplicateSuggestion]:
    sizes = Counter(key for record in records for key in keys[record.record])
    usable = {
        record.record: sorted(k for k in keys[record.record] if 2 <= sizes[k] <= parameters.largest_block)
        for record in records
    }
    rows = [
        {
            "record": record.record,
            "full": names[record.record].full,
            "distinct": names[record.record].distinct,
            "words": names[record.record].distinct.split(),
            "n_words": len(names[record.record].distinct.split()),
            "aliases": sorted(_alias_names(record, names[record.record])),
            "tells": names[record.record].is_telling,
            "n_telling": names[record.record].n_telling,
            "numbers": names[record.record].numbers,
            "form": names[record.record].form,
            "postcode": f"{record.country}:{record.postcode}" if record.postcode else None,
            "region": record.region or None,
            "domain": None if record.domain.casefold() in taken else record.domain.casefold() or None,
            "keys": usable[record.record],
        }
        for record in records
        if usable[record.record]
    ]
    if len(rows) < 2:
        return
    by_id = {record.record: record for record in records}
    namesakes = _namesakes(records, names)
    for row in _scored(rows, parameters, engine, spark).iter_rows(named=True):
        left, right = sorted((row["record_l"], row["record_r"]))
        if wanted is not None and not {left, right} & wanted:
            continue
        evidence = [*_agreements(row), *_near(by_id[left], by_id[right])]
        bits = row["match_weight"] + sum(a.bits for a in evidence if a.field == "point")
        probability = 1 / (1 + 2.0**-bits) if bits > -1000 else 0.0
        if probability < parameters.suggest:
            continue
        beyond_names = {a.field for a in evidence if a.bits > 0} & {"place", "web domain", "point"}
        is_open = _has_general_name(evidence) or {names[left].full, names[right].full} & namesakes
        if is_open and not beyond_names:
            continue
        beyond = any(a.field in _NOT_A_NAME and a.bits > 0 and a.degree != "the same region" for a in evidence)
        beyond &= any(a.field == "name" and a.degree in _SURE_NAMES for a in evidence)
        yield DuplicateSuggestion(
            left=left,
            right=right,
            tier="model",
            probability=probability,
            evidence=tuple(evidence),
            may_be_automatic=probability >= parameters.automatic and beyond,
        )


def _has_general_name(evidence: Iterable[Agreement]) -> bool:
    """Whether the names agree in words only that many bear, such as ``Technical School``: that alone brings nothing together."""
    return any(a.field == "name" and a.degree == "the same general name" for a in evidence)


def _namesakes(records: Iterable[OrganisationRecord], names: Mapping[str, NormalName]) -> set[str]:
    """Names that stand at two places, or with two numbers, here: they alone do not tell which of the bodies is meant."""
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        # A region and a postcode cannot be compared: what stands in one of them only is not yet another place.
        for kind, place in (("region", record.region), ("postcode", record.postcode)):
            if place:
                places[kind, names[record.record].full].add(place)
    return {name for (_kind, name), found in places.items() if len(found) > 1}


def _near(a: OrganisationRecord, b: OrganisationRecord) -> Iterable[Agreement]:
    if a.point is None or b.point is None:
        return
    narrow = math.cos(math.radians(a.point[1]))
    distance = math.hypot((a.point[0] - b.point[0]) * narrow, a.point[1] - b.point[1])
    if distance < _NEAR_DEGREES:
        yield Agreement(field="point", degree="within 50 metres", bits=4.0)


def _agreements(row: Mapping[str, Any]) -> Iterable[Agreement]:
    for field, levels in COMPARISONS.items():
        gamma = row[f"gamma_{field.replace(' ', '_')}"]
        if gamma is None or gamma < 0:
            continue
        # splink numbers the degrees from the weakest, 0.
        level = [level for level in levels if level.name != "not given"][::-1][gamma]
        yield Agreement(field=field, degree=level.name, bits=_bits(level.m, level.u))


def _bits(m: float, u: float) -> float:
    return math.log2(m / u) if m and u else 0.0


def _scored(rows: list[dict[str, Any]], parameters: LinkageParameters, engine: EngineName, spark: Any) -> pl.DataFrame:
    """Pairs with a key in common, scored by splink on the engine."""
    import polars as pl

    try:
        import duckdb
        from splink import DuckDBAPI, Linker
    except ImportError as error:
        raise MissingExtraError(
            "Finding duplicates needs splink and DuckDB, which are not installed. Install clustrat[microdata]."
        ) from error
    kinds = {
        "words": pl.List(pl.String),
        "aliases": pl.List(pl.String),
        "keys": pl.List(pl.String),
        "n_words": pl.Int64,
        "n_telling": pl.Int64,
        "tells": pl.Boolean,
    }
    columns_of: dict[str, Any] = dict.fromkeys(rows[0], pl.String)
    frame = pl.DataFrame(rows, schema=columns_of | kinds)
    columns = ["record_l", "record_r", "match_weight", *(f"gamma_{field.replace(' ', '_')}" for field in COMPARISONS)]
    lowest = math.log2(parameters.suggest / 2 / (1 - parameters.suggest / 2)) - 8
    if engine == "spark":
        from splink import SparkAPI

        spark_api: Any = SparkAPI
        api = spark_api(spark_session=spark, register_udfs_automatically=False, break_lineage_method="persist")
        linker: Any = Linker(
            api.register(spark.createDataFrame(frame.to_pandas())), settings(parameters), log_level="ERROR"
        )
        predicted = linker.inference.predict(threshold_match_weight=lowest, warning_mode="never")
        return pl.from_pandas(predicted.as_pandas_dataframe()[columns])
    connection = duckdb.connect()
    try:
        linker = Linker(
            DuckDBAPI(connection=connection).register(frame.to_arrow()), settings(parameters), log_level="ERROR"
        )
        predicted = linker.inference.predict(threshold_match_weight=lowest, warning_mode="never")
        return pl.DataFrame(predicted.as_pyarrow_table()).select(columns)
    finally:
        connection.close()
