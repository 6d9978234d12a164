"""Exact roll-up of monitored values: decimals, a 0 that is a value, gaps that keep their reason, and sets that are never added."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, localcontext
from statistics import median_low
from typing import Literal, get_args

from clustrat.errors import EvidenceError, ParameterError

__all__ = [
    "MONITORING_V1",
    "DistinctTotal",
    "Light",
    "MilestoneTotal",
    "Missing",
    "MonitoringParameters",
    "RatioTotal",
    "ScaleTotal",
    "Total",
    "combine_own_and_children",
    "distinct_bounds",
    "missing",
    "over_periods",
    "rest_of_total",
    "roll_up_counts",
    "roll_up_distinct",
    "roll_up_milestones",
    "roll_up_ratios",
    "roll_up_scales",
    "rounded",
    "target_pairs",
    "traffic_light",
]

Reason = Literal["not_due", "not_reported", "not_applicable", "suppressed"]
Completeness = Literal["complete", "partial", "missing"]
OwnRule = Literal["children_only", "own_only", "own_plus_children"]
TimeRule = Literal["flow", "cumulative", "stock"]
Direction = Literal["ascending", "descending"]
Colour = Literal["green", "amber", "red", "grey"]
#: Digits of a sum; an addition that would need more is refused, never rounded.
PRECISION = 50
#: Reasons for which nothing was expected.
NOT_EXPECTED = ("not_due", "not_applicable")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringParameters:
    """Thresholds of the traffic light."""

    version: str = "monitoring.v1"
    light_green: Decimal = Decimal("0.90")
    light_amber: Decimal = Decimal("0.60")
    milestone_late_days: int = 90


MONITORING_V1 = MonitoringParameters()


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that is not there, and why."""

    reason: Reason


Value = Decimal | Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A sum of what is known. ``value`` is ``None`` with ``missing``; ``at_least`` may be said where the gaps cannot be negative."""

    value: Decimal | None
    n_known: int
    n_expected: int
    completeness: Completeness
    at_least: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioTotal:
    """Sum of numerators over sum of denominators; ``undefined`` where the latter is 0. Both stay exact; only display divides."""

    numerator: Decimal | None
    denominator: Decimal | None
    undefined: bool
    n_known: int
    n_expected: int
    completeness: Completeness


@dataclass(frozen=True, slots=True, kw_only=True)
class DistinctTotal:
    """Organisations counted once (``distinct``) beside the sum of what each unit claims (``claimed``)."""

    ids: frozenset[str]
    distinct: int | None
    claimed: int | None
    n_known: int
    n_expected: int
    completeness: Completeness


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneTotal:
    """Milestones reached of those planned."""

    reached: int
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleTotal:
    """How often each level occurs, and the (lower) median; levels are never added or averaged."""

    distribution: Mapping[int, int]
    median: int | None
    n_known: int
    n_expected: int
    completeness: Completeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """A traffic light with its word and the numbers beside it."""

    colour: Colour
    word: str
    expected: Decimal | None
    attainment: Decimal | None


def missing(reason: str) -> Missing:
    """A missing value with its reason.

    >>> missing("suppressed").reason
    'suppressed'
    """
    if reason not in get_args(Reason):
        raise ParameterError(
            f"There is no reason '{reason}' for a missing value. Choose {', '.join(get_args(Reason))}."
        )
    return Missing(reason)  # type: ignore[arg-type]


def roll_up_counts(children: Mapping[str, Value], *, can_be_negative: bool = False) -> Total:
    """The sum of the known values of the children; 0 is a value, and missing is not 0.

    Parameters
    ----------
    children
        Value of each unit; order does not matter.
    can_be_negative
        Whether a missing value could be below 0, so that "at least" must not be said.

    Examples
    --------
    >>> total = roll_up_counts({"a": Decimal(0), "b": Missing("not_reported"), "c": Decimal(5)})
    >>> total.value, total.completeness, (total.n_known, total.n_expected), total.at_least
    (Decimal('5'), 'partial', (2, 3), True)
    >>> roll_up_counts({"a": Decimal(0), "b": Decimal(0)}).value
    Decimal('0')
    """
    known = [_finite(name, value) for name, value in children.items() if not isinstance(value, Missing)]
    n_expected = _expected(children)
    completeness = _completeness(len(known), n_expected)
    return Total(
        value=exact_sum(known) if known else None,
        n_known=len(known),
        n_expected=n_expected,
        completeness=completeness,
        at_least=completeness == "partial" and not can_be_negative,
    )


def roll_up_ratios(children: Mapping[str, tuple[Decimal, Decimal] | Missing]) -> RatioTotal:
    """Numerators and denominators added apart; never a mean of percentages.

    >>> total = roll_up_ratios({"a": (Decimal(1), Decimal(2)), "b": (Decimal(90), Decimal(100))})
    >>> total.numerator, total.denominator, rounded(100 * total.numerator / total.denominator, 1)
    (Decimal('91'), Decimal('102'), Decimal('89.2'))
    """
    pairs = [
        (_finite(name, value[0]), _finite(name, value[1]))
        for name, value in children.items()
        if not isinstance(value, Missing)
    ]
    n_expected = _expected(children)
    below = exact_sum([pair[1] for pair in pairs]) if pairs else None
    return RatioTotal(
        numerator=exact_sum([pair[0] for pair in pairs]) if pairs else None,
        denominator=below,
        undefined=below == 0,
        n_known=len(pairs),
        n_expected=n_expected,
        completeness=_completeness(len(pairs), n_expected),
    )


def roll_up_distinct(children: Mapping[str, Collection[str] | Missing]) -> DistinctTotal:
    """The union of sets of organisation ids; a sum of sizes counts one organisation twice.

    >>> total = roll_up_distinct({"a": ["x", "y"], "b": ["y", "z"]})
    >>> total.distinct, total.claimed
    (3, 4)
    """
    for name, ids in children.items():
        if isinstance(ids, str):
            raise EvidenceError(f"The organisations of {name} are the text '{ids}'. Give a set of ids.")
    known = [frozenset(ids) for ids in children.values() if not isinstance(ids, Missing)]
    n_expected = _expected(children)
    union = frozenset[str]().union(*known)
    return DistinctTotal(
        ids=union,
        distinct=len(union) if known else None,
        claimed=sum(len(ids) for ids in known) if known else None,
        n_known=len(known),
        n_expected=n_expected,
        completeness=_completeness(len(known), n_expected),
    )


def distinct_bounds(sizes: Sequence[int], *, population: int | None = None) -> tuple[int, int]:
    """How many different persons can stand behind counts without ids: (largest, sum), the sum cut at the population.

    >>> distinct_bounds([50, 75], population=100)
    (75, 100)
    """
    if not sizes or min(sizes) < 0 or (population is not None and population < max(sizes)):
        raise EvidenceError(
            f"Counts {list(sizes)} of a population of {population} cannot be. Give counts from 0 within it."
        )
    return max(sizes), sum(sizes) if population is None else min(sum(sizes), population)


def roll_up_milestones(children: Mapping[str, date | None]) -> MilestoneTotal:
    """Milestones with a date are reached, those with ``None`` are open.

    >>> roll_up_milestones({"a": date(2026, 1, 31), "b": None})
    MilestoneTotal(reached=1, planned=2)
    """
    return MilestoneTotal(reached=sum(day is not None for day in children.values()), planned=len(children))


def roll_up_scales(children: Mapping[str, int | Missing]) -> ScaleTotal:
    """Distribution and lower median of an ordinal scale such as TRL 1-9.

    >>> total = roll_up_scales({"a": 4, "b": 6, "c": 6, "d": Missing("not_due")})
    >>> dict(total.distribution), total.median, total.completeness
    ({4: 1, 6: 2}, 6, 'complete')
    """
    known = sorted(value for value in children.values() if not isinstance(value, Missing))
    n_expected = _expected(children)
    return ScaleTotal(
        distribution={level: known.count(level) for level in sorted(set(known))},
        median=median_low(known) if known else None,
        n_known=len(known),
        n_expected=n_expected,
        completeness=_completeness(len(known), n_expected),
    )


def over_periods(
    values: Sequence[tuple[date, Value]], *, rule: TimeRule, can_be_negative: bool = False
) -> tuple[Total, date | None]:
    """A value over periods: ``flow`` adds them; ``cumulative`` and ``stock`` take the last known, with its date.

    >>> total, day = over_periods([(date(2026, 6, 30), Decimal(3)), (date(2026, 12, 31), Missing("not_reported"))], rule="stock")
    >>> total.value, day
    (Decimal('3'), datetime.date(2026, 6, 30))
    """
    if rule not in get_args(TimeRule):
        raise ParameterError(f"There is no time rule '{rule}'. Choose {', '.join(get_args(TimeRule))}.")
    days = [day for day, _ in values]
    if len(set(days)) < len(days):
        raise EvidenceError(f"A period ends twice on {max(days, key=days.count)}. Give each period once.")
    ordered = sorted(values, key=lambda pair: pair[0])
    last = next((day for day, value in reversed(ordered) if not isinstance(value, Missing)), None)
    if rule == "flow":
        return roll_up_counts({str(day): value for day, value in values}, can_be_negative=can_be_negative), last
    chosen = {str(day): value for day, value in ordered if day == last} or {str(day): value for day, value in ordered}
    return roll_up_counts(chosen, can_be_negative=can_be_negative), last


def combine_own_and_children(own: Value, children: Mapping[str, Value], *, rule: OwnRule = "children_only") -> Total:
    """The value of a unit that has both an own value and children; the one not used stays visible elsewhere.

    >>> combine_own_and_children(Decimal(2), {"a": Decimal(3)}, rule="own_plus_children").value
    Decimal('5')
    """
    if rule == "children_only":
        return roll_up_counts(children)
    if rule == "own_only":
        return roll_up_counts({"own": own})
    if rule == "own_plus_children":
        return roll_up_counts({"own value": own, **{f"child {name}": value for name, value in children.items()}})
    raise ParameterError(f"There is no rule '{rule}'. Choose {', '.join(get_args(OwnRule))}.")


def target_pairs(
    values: Mapping[str, Value], targets: Mapping[str, Value]
) -> tuple[Decimal | None, Decimal | None, tuple[str, ...]]:
    """Sum of values and of targets over the children that have both, and the names of the others.

    >>> target_pairs({"a": Decimal(3), "b": Decimal(9)}, {"a": Decimal(4), "b": Missing("not_due")})
    (Decimal('3'), Decimal('4'), ('b',))
    """
    both = [
        name
        for name, value in values.items()
        if not isinstance(value, Missing) and not isinstance(targets.get(name, Missing("not_reported")), Missing)
    ]
    others = tuple(sorted((set(values) | set(targets)) - set(both)))
    if not both:
        return None, None, others
    pairs = [(_finite(name, values[name]), _finite(name, targets[name])) for name in both]
    return exact_sum([pair[0] for pair in pairs]), exact_sum([pair[1] for pair in pairs]), others


def rest_of_total(total: Decimal, cells: Mapping[str, Decimal], *, declared_complete: bool) -> Decimal:
    """What is left of a total beside its cells: the cell ``_U``, or 0 where the disaggregation is declared complete.

    >>> rest_of_total(Decimal("10"), {"f": Decimal("4"), "m": Decimal("5")}, declared_complete=False)
    Decimal('1')
    """
    rest = exact_sum([_finite("_T", total), *(-_finite(name, cell) for name, cell in cells.items())])
    if rest < 0 or (declared_complete and rest != 0):
        raise EvidenceError(
            f"The cells add up to {total - rest} and the total is {total}. "
            f"{'Declared complete, they must be equal.' if rest > 0 else 'Cells cannot exceed their total.'} Correct one of them."
        )
    return rest


def rounded(value: Decimal, decimals: int) -> Decimal:
    """A value for display, half to even; never for further sums.

    >>> rounded(Decimal("0.125"), 2)
    Decimal('0.12')
    """
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN, context=Context(prec=PRECISION))


def traffic_light(
    value: Value | None,
    *,
    baseline: Decimal,
    target: Decimal,
    start: date,
    end: date,
    today: date,
    direction: Direction = "ascending",
    parameters: MonitoringParameters = MONITORING_V1,
) -> Light:
    r"""How far a value has come on the straight way from baseline to target; right for rising and falling indicators.

    .. math:: e(t) = b + (T - b)\,\mathrm{clip}\Bigl(\frac{t - t_0}{t_1 - t_0}, 0, 1\Bigr), \quad a = \frac{v - b}{e - b}

    Green from ``light_green``, amber from ``light_amber``, else red; grey if missing or nothing is due yet. Where target and
    baseline are equal the light is green unless the value is worse than the baseline, which ``direction`` decides.

    Examples
    --------
    >>> light = traffic_light(Decimal(92), baseline=Decimal(100), target=Decimal(80), start=date(2026, 1, 1),
    ...     end=date(2026, 12, 31), today=date(2026, 7, 2))
    >>> light.colour, light.expected, light.attainment
    ('amber', Decimal('90.0'), Decimal('0.8'))
    """
    if direction not in get_args(Direction):
        raise ParameterError(f"There is no direction '{direction}'. Choose ascending or descending.")
    if end <= start:
        raise ParameterError(f"The period ends on {end} and starts on {start}. Give an end after the start.")
    if value is None or isinstance(value, Missing):
        return Light(colour="grey", word="no value", expected=None, attainment=None)
    figure = _finite("the indicator", value)
    with localcontext(Context(prec=PRECISION)):
        if target == baseline:
            is_worse = figure < baseline if direction == "ascending" else figure > baseline
            colour: Colour = "red" if is_worse else "green"
            return Light(
                colour=colour, word="held" if colour == "green" else "fallen", expected=baseline, attainment=None
            )
        passed = min(max(Decimal((today - start).days) / (end - start).days, Decimal(0)), Decimal(1))
        expected = baseline + (target - baseline) * passed
        if expected == baseline:
            return Light(colour="grey", word="not due", expected=expected, attainment=None)
        attainment = (figure - baseline) / (expected - baseline)
    if attainment >= parameters.light_green:
        return Light(colour="green", word="on track", expected=expected, attainment=attainment)
    if attainment >= parameters.light_amber:
        return Light(colour="amber", word="behind", expected=expected, attainment=attainment)
    return Light(colour="red", word="far behind", expected=expected, attainment=attainment)


def exact_sum(values: Sequence[Decimal]) -> Decimal:
    """The sum of decimals without any rounding.

    Raises
    ------
    EvidenceError
        The sum would need more than 50 digits.
    """
    with _exactly():
        total = Decimal(0)
        for value in values:
            total += value
    return total


@contextmanager
def _exactly() -> Iterator[None]:
    with localcontext(Context(prec=PRECISION, traps=[Inexact])):
        try:
            yield
        except Inexact as error:
            raise EvidenceError(
                f"The sum needs more than {PRECISION} digits and would have to be rounded. Give fewer decimals."
            ) from error


def _finite(name: str, value: object) -> Decimal:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise EvidenceError(
            f"The value of {name} is {value!r}. Give a Decimal, or say with missing(...) why there is none; never a float."
        )
    return value


def _expected(children: Mapping[str, object]) -> int:
    return sum(not (isinstance(value, Missing) and value.reason in NOT_EXPECTED) for value in children.values())


def _completeness(n_known: int, n_expected: int) -> Completeness:
    if n_known == 0:
        return "missing"
    return "complete" if n_known == n_expected else "partial"
