"""The state of a screen is its address: one spelling, read back as it was, and nothing silently corrected."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustrat_platform.atlas.addresses import ORDER, PARAMETERS, Address, State, parse_state
from clustrat_platform.atlas.registry import screens_of
from clustrat_platform.base.problems import Invalid

CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,10}", fullmatch=True)
WEIGHTS = st.dictionaries(
    st.sampled_from(["specialisation", "relatedness", "enabling"]), st.integers(1, 10), min_size=1
).map(lambda weights: ",".join(f"{name}:{number}" for name, number in weights.items()))


def values_of(name: str) -> st.SearchStrategy[str]:
    """Values that a parameter may have, in any of their spellings."""
    it = PARAMETERS[name]
    match it.kind:
        case "choice":
            return st.sampled_from(it.choices)
        case "integer":
            return st.integers(int(it.least), int(it.most)).map(str)
        case "decimal":
            return st.integers(1, 200).map(lambda tenths: f"{tenths / 10:.2f}")
        case "code":
            return CODES
        case "codes":
            codes = st.lists(CODES, min_size=1, max_size=10, unique=True).map(",".join)
            return st.one_of(st.sampled_from(it.choices), codes) if it.choices else codes
        case "weights":
            return WEIGHTS
    return st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=40)


@st.composite
def states(draw: st.DrawFn) -> State:
    names = tuple(draw(st.lists(st.sampled_from(ORDER), unique=True)))
    return parse_state([(name, draw(values_of(name))) for name in names], names=names)


@given(states())
def test_state_to_address_to_state_is_identity(state: State) -> None:
    again = parse_state(parse_qsl(state.query), names=state.names)
    assert again == state
    assert again.query == state.query


@given(states(), st.randoms())
def test_the_order_in_which_parameters_come_changes_nothing(state: State, random: object) -> None:
    pairs = list(state.values.items())
    random.shuffle(pairs)  # type: ignore[attr-defined]
    assert parse_state(pairs, names=state.names).query == state.query


@given(states())
def test_defaults_are_left_out_and_an_empty_value_means_them(state: State) -> None:
    with_defaults = [(name, state.values.get(name, PARAMETERS[name].default)) for name in state.names]
    assert parse_state(with_defaults, names=state.names) == state
    assert all(f"{name}=" not in state.query for name in state.names if name not in state.values)


def test_every_screen_reads_its_own_state_back(django_screens: list[str]) -> None:
    for screen in screens_of("region"):
        assert set(screen.names) <= set(ORDER)
        assert "v" in screen.names


@pytest.fixture
def django_screens() -> list[str]:
    return [it.name for it in screens_of("region")]


def test_canonical_order_by_hand() -> None:
    state = parse_state([("v", "2015.1"), ("peers", "SI04,AT21"), ("year", "2013")], names=("year", "peers", "v"))
    address = Address(noun="region", code="ITH4", screen="compare", state=state)
    assert address.path(language="de", suffix="svg") == "/de/region/ITH4/compare.svg?year=2013&peers=SI04,AT21&v=2015.1"
    assert address.having(v="", peers="").canonical == "/region/ITH4/compare?year=2013"


def test_short_ids_differ_where_addresses_do() -> None:
    state = parse_state([], names=("year", "v"))
    address = Address(noun="region", code="ITH4", screen="compare", state=state)
    assert len(address.short_id) == 12
    assert address.short_id != address.having(year="2013").short_id


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year", "20O4"),
        ("year", "2014.0"),
        ("year", " 2014"),
        ("year", "99999999999999999999"),
        ("year", "-1"),
        ("cut", "0"),
        ("cut", "1e3"),
        ("cut", "nan"),
        ("cut", "21"),
        ("cls", "nace"),
        ("cls", "NACE2"),
        ("peers", "ITH3,ITH3"),
        ("peers", "ITH3,,SI04"),
        ("peers", ",".join(f"AT{number}" for number in range(11))),
        ("ind", "C31;drop"),
        ("ind", "../x"),
        ("w", "specialisation"),
        ("w", "specialisation:0"),
        ("w", "specialisation:11"),
        ("w", "a:1,a:2"),
        ("tab", "picture"),
        ("sort", "lq\n"),
        ("sort", "x" * 201),
        ("page", "0"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_state([(name, value)], names=(name,))
    assert refused.value.members["parameter"] == name
    assert refused.value.members["allowed"]
    assert name in refused.value.detail


def test_an_unknown_parameter_is_refused_with_those_there_are() -> None:
    with pytest.raises(Invalid, match="knows no parameter 'colour'") as refused:
        parse_state([("colour", "red")], names=("v", "year"))
    assert refused.value.members["allowed"] == ["year", "v"]


def test_a_parameter_given_twice_is_refused() -> None:
    with pytest.raises(Invalid, match="given twice"):
        parse_state([("year", "2013"), ("year", "2014")], names=("year",))


def test_having_refuses_what_parsing_refuses() -> None:
    with pytest.raises(Invalid):
        parse_state([], names=("year",)).having(year="soon")
