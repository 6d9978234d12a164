"""The model of record linkage: what agreement in each field weighs, as one versioned set, and its form for splink on any engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from clustrat.errors import ParameterError

__all__ = ["COMPARISONS", "LINKAGE_V1", "Level", "LinkageParameters", "settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One degree of agreement: its name, the condition in SQL (``_l`` and ``_r`` are the two records), and how often it holds.

    ``m`` is the share among pairs of one organisation, ``u`` among pairs of two; the evidence in bits is the logarithm to base 2 of m/u. With
    ``array`` the condition is on lists: ``intersect`` (one in common; with three distinctive words as well), ``subset`` (one list within the other), or
    the latter beside the condition in SQL.
    """

    name: str
    sql: str
    m: float
    u: float
    array: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkageParameters:
    """Thresholds of the deduplication, of the set ``actors.v1``.

    Attributes
    ----------
    prior
        Chance that two records drawn at random are one organisation, before any field is compared.
    suggest
        From this probability on a pair is suggested to a person.
    automatic
        From this probability on, and with a key that is not a name, a merge without a person is allowed; never below 0.99.
    shared_domain_names_min
        A web domain under so many clearly different names is a group key, not evidence.
    slip_letters, two_slips_letters
        One wrong letter is a slip of writing in names of so many letters, two in names of so many.
    more_word_letters, telling_letters
        A name of so many letters, so many of them in words that tell it apart, is still the same with one more word, mostly a place.
    largest_block
        A key shared by more records than this brings none of them together.
    """

    version: str = "actors.v1"
    prior: float = 1e-3
    suggest: float = 0.5
    automatic: float = 0.99
    shared_domain_names_min: int = 3
    slip_letters: int = 14
    two_slips_letters: int = 28
    more_word_letters: int = 16
    telling_letters: int = 8
    largest_block: int = 200

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 0 < self.prior < 1:
            raise ParameterError(f"prior={self.prior:g} must lie between 0 and 1.")
        if not 0 < self.suggest <= 1:
            raise ParameterError(f"suggest={self.suggest:g} must lie above 0 and up to 1.")
        if not 0.99 <= self.automatic <= 1:
            raise ParameterError(f"automatic={self.automatic:g}: nothing is merged without a person below 0.99.")
        for name in (
            "shared_domain_names_min",
            "slip_letters",
            "two_slips_letters",
            "more_word_letters",
            "largest_block",
        ):
            if getattr(self, name) < 2:
                raise ParameterError(f"{name}={getattr(self, name)} must be at least 2.")


#: The set in use.
LINKAGE_V1 = LinkageParameters()

_NUMBERS = "numbers_l = numbers_r"
_SLIP = "levenshtein(full_l, full_r)"
#: Field -> degrees of agreement, strongest first; the first that holds counts. A record without the field leaves the evidence as it is.
COMPARISONS: Mapping[str, tuple[Level, ...]] = MappingProxyType(
    {
        "name": (
            Level(name="not given", sql="full_l = '' OR full_r = ''", m=0, u=0),
            Level(name="the same but for writing", sql="full_l = full_r AND tells_l AND tells_r", m=0.50, u=0.00003),
            Level(name="the same general name", sql="full_l = full_r", m=0.02, u=0.00100),
            Level(name="the same distinctive words", sql="distinct_l = distinct_r AND tells_l", m=0.18, u=0.00003),
            Level(
                name="one slip of writing",
                sql=f"{_NUMBERS} AND tells_l AND tells_r AND ((length(distinct_l) >= {{slip}} AND {_SLIP} <= 1) "
                f"OR (length(distinct_l) >= {{two}} AND {_SLIP} <= 2))",
                m=0.08,
                u=0.00004,
            ),
            Level(
                name="one is an alias of the other",
                sql="list_contains(aliases_l, full_r) OR list_contains(aliases_r, full_l)",
                m=0.04,
                u=0.00003,
            ),
            Level(
                name="an alias and other words in common",
                sql="aliases",
                array="intersect, and three words",
                m=0.03,
                u=0.00001,
            ),
            Level(name="an alias in common", sql="aliases", array="intersect", m=0.03, u=0.00008),
            Level(
                name="one more word",
                sql=f"{_NUMBERS} AND tells_l AND tells_r AND abs(n_words_l - n_words_r) = 1 "
                "AND least(n_telling_l, n_telling_r) >= {tells} AND least(length(distinct_l), length(distinct_r)) >= {more}",
                array="and subset of words",
                m=0.06,
                u=0.00005,
            ),
            Level(name="one contains the other", sql="words", array="subset", m=0.03, u=0.0060),
            Level(name="different", sql="", m=0.03, u=0.99),
        ),
        "legal form": (
            Level(name="not given", sql="form_l = '' OR form_r = ''", m=0, u=0),
            Level(name="the same", sql="form_l = form_r", m=0.98, u=0.4),
            Level(name="different", sql="", m=0.02, u=0.6),
        ),
        "numbers": (
            Level(name="not given", sql="numbers_l = '' AND numbers_r = ''", m=0, u=0),
            Level(name="the same", sql=_NUMBERS, m=0.97, u=0.3),
            Level(name="different", sql="", m=0.03, u=0.7),
        ),
        "place": (
            Level(
                name="not given",
                sql="(postcode_l IS NULL OR postcode_r IS NULL) AND (region_l IS NULL OR region_r IS NULL)",
                m=0,
                u=0,
            ),
            Level(name="the same postcode", sql="postcode_l = postcode_r", m=0.75, u=0.02),
            Level(name="the same region", sql="region_l = region_r", m=0.23, u=0.10),
            Level(name="different", sql="", m=0.015, u=0.88),
        ),
        "web domain": (
            Level(name="not given", sql="domain_l IS NULL OR domain_r IS NULL", m=0, u=0),
            Level(name="the same", sql="domain_l = domain_r", m=0.80, u=0.002),
            Level(name="different", sql="", m=0.20, u=0.998),
        ),
    }
)


def settings(parameters: LinkageParameters = LINKAGE_V1) -> Any:
    """The model as splink takes it; the same object serves DuckDB and Spark."""
    from splink import SettingsCreator, block_on
    from splink.comparison_level_library import And, ArrayIntersectLevel, ArraySubsetLevel, CustomLevel, ElseLevel
    from splink.comparison_library import CustomComparison

    comparisons: list[Any] = []
    for field, levels in COMPARISONS.items():
        made: list[Any] = []
        for level in levels:
            if level.name == "not given":
                made.append(CustomLevel(level.sql).configure(is_null_level=True))
            elif level.array in ("intersect", "intersect, and three words", "subset"):
                kind: Any = ArraySubsetLevel(level.sql) if level.array == "subset" else ArrayIntersectLevel(level.sql)
                if level.array == "intersect, and three words":
                    kind = And(kind, ArrayIntersectLevel("words", min_intersection=3))
                made.append(kind.configure(m_probability=level.m, u_probability=level.u))
            elif not level.sql:
                made.append(ElseLevel().configure(m_probability=level.m, u_probability=level.u))
            else:
                sql = level.sql.format(
                    slip=parameters.slip_letters,
                    two=parameters.two_slips_letters,
                    more=parameters.more_word_letters,
                    tells=parameters.telling_letters,
                )
                custom: Any = CustomLevel(sql, base_dialect_str="duckdb")
                if level.array:
                    custom = And(custom, ArraySubsetLevel("words"))
                made.append(custom.configure(m_probability=level.m, u_probability=level.u))
        comparisons.append(CustomComparison(made, output_column_name=field.replace(" ", "_")))
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record",
        probability_two_random_records_match=parameters.prior,
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
        retain_intermediate_calculation_columns=True,
    )
