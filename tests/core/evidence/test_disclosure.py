import dataclasses

import pytest

from clustrat.errors import DisclosureError
from clustrat.evidence.disclosure import SDC_V1, Certificate, DisclosureRules, certify
from clustrat.evidence.result import Column, ResultTable

COLUMNS = (
    Column(name="nuts_code", words="Region", role="key"),
    Column(name="nace_code", words="Division", role="key"),
    Column(name="persons", words="Persons"),
    Column(name="persons_low", words="at least", role="low"),
    Column(name="persons_high", words="at most", role="high"),
    Column(name="lq", words="LQ"),
    Column(name="persons_flag", words="Flag", role="flag"),
)
KNOWN = ("ITH4", "C31", 13613.0, None, None, 6.4, "")
HIDDEN = ("SI04", "C21", None, None, None, None, "c")
GUARDED = {"persons_flag": ("persons", "persons_low", "persons_high", "lq")}


def table(*rows, columns=COLUMNS):
    return ResultTable(name="divisions", title="Divisions", columns=columns, rows=rows)


def test_a_table_that_hides_what_its_source_hides_is_certified():
    given = table(KNOWN, HIDDEN)
    certificate = certify(given, hidden=GUARDED)
    assert certificate == Certificate(
        rule_version="sdc.v1",
        table_name="divisions",
        table_sha256=given.sha256,
        n_hidden=1,
        n_intervals=0,
        smallest_width=None,
        n_sums_over_hidden=0,
    )


def test_a_certificate_is_of_one_table_only():
    assert certify(table(KNOWN)).table_sha256 != certify(table(HIDDEN)).table_sha256


def test_a_certificate_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        certify(table(KNOWN)).table_sha256 = "0"


def test_a_wide_interval_may_be_shown():
    row = ("SI04", "C21", None, 0.0, 3936.0, None, "c")
    certificate = certify(table(row), hidden=GUARDED)
    assert (certificate.n_intervals, certificate.smallest_width) == (1, 2.0)


@pytest.mark.parametrize("flag", ["c", "cd", "bc", "cu"])
def test_a_hidden_figure_is_refused_whatever_else_its_flag_says(flag):
    with pytest.raises(DisclosureError, match=f"row SI04 x C21: 'persons' shows 3,383 .*flag '{flag}'"):
        certify(table(("SI04", "C21", 3383.0, None, None, None, flag)), hidden=GUARDED)


def test_zero_is_a_figure_too():
    with pytest.raises(DisclosureError, match=r"'persons' shows 0"):
        certify(table(("SI04", "C21", 0.0, None, None, None, "c")), hidden=GUARDED)


@pytest.mark.parametrize("flag", ["", "u", "b", "d", "p"])
def test_other_flags_hide_nothing(flag):
    assert certify(table(("SI04", "C21", 3383.0, None, None, 2.0, flag)), hidden=GUARDED).n_hidden == 0


def test_what_is_computed_of_a_hidden_figure_gives_it_back():
    with pytest.raises(DisclosureError, match=r"'lq' shows 4.2"):
        certify(table(("SI04", "C21", None, None, None, 4.2, "c")), hidden=GUARDED)


def test_words_that_show_the_figure_are_refused():
    columns = (Column(name="nace_code", words="Division", role="key"), Column(name="stars", words="Stars"),
               Column(name="flag", words="Flag", role="flag"))  # fmt: skip
    with pytest.raises(DisclosureError, match=r"'stars' shows '\*\*\*'"):
        certify(table(("C21", "***", "c"), columns=columns))


def test_a_narrow_interval_is_refused_with_its_width():
    with pytest.raises(DisclosureError, match=r"from 3,400 to 4,000 .* is 16.2% of its midpoint wide.*at least 30%"):
        certify(table(("SI04", "C21", None, 3400.0, 4000.0, None, "c")), hidden=GUARDED)


def test_the_width_asked_for_is_just_enough():
    assert certify(
        table(("SI04", "C21", None, 85.0, 115.0, None, "c")), hidden=GUARDED
    ).smallest_width == pytest.approx(0.3)
    with pytest.raises(DisclosureError, match=r"29.9% of its midpoint wide"):
        certify(table(("SI04", "C21", None, 85.1, 115.0, None, "c")), hidden=GUARDED)


def test_an_interval_of_nothing_is_still_hidden():
    with pytest.raises(DisclosureError, match=r"0\.0% of its midpoint wide"):
        certify(table(("SI04", "C21", None, 0.0, 0.0, None, "c")), hidden=GUARDED)


def test_one_end_alone_is_refused():
    for low, high in ((100.0, None), (None, 100.0)):
        with pytest.raises(DisclosureError, match=r"only one end of the interval"):
            certify(table(("SI04", "C21", None, low, high, None, "c")), hidden=GUARDED)


def test_an_upper_end_whose_lower_end_is_not_guarded_is_refused():
    with pytest.raises(DisclosureError, match=r"Guard 'persons_low' with it"):
        certify(table(("SI04", "C21", None, None, 100.0, None, "c")), hidden={"persons_flag": ("persons_high",)})


def test_by_default_a_flag_column_guards_its_namesakes():
    with pytest.raises(DisclosureError, match=r"'persons' shows"):
        certify(table(("SI04", "C21", 3383.0, None, None, None, "c")))
    assert certify(table(("SI04", "C21", None, None, None, 4.2, "c"))).n_hidden == 1


def test_by_default_a_plain_flag_guards_all_figures():
    columns = (Column(name="nace_code", words="Division", role="key"), Column(name="persons", words="Persons"),
               Column(name="lq", words="LQ"), Column(name="flag", words="Flag", role="flag"))  # fmt: skip
    with pytest.raises(DisclosureError, match=r"'lq' shows 4.2"):
        certify(table(("C21", None, 4.2, "c"), columns=columns))


def test_a_sum_over_one_hidden_figure_is_refused():
    columns = (Column(name="category", words="Category", role="key"), Column(name="persons", words="Persons"),
               Column(name="n_hidden", words="Hidden"))  # fmt: skip
    with pytest.raises(DisclosureError, match=r"row Furniture: 'persons' rests on 1 hidden figure"):
        certify(table(("Furniture", 5000.0, 1), columns=columns), rests_on={"n_hidden": ("persons",)})
    rows = (("Furniture", None, 1), ("Food", 900.0, 2), ("Metal", 700.0, 0))
    certificate = certify(table(*rows, columns=columns), rests_on={"n_hidden": ("persons",)})
    assert certificate.n_sums_over_hidden == 1


def test_a_column_that_is_not_there_is_refused_before_anything_passes():
    with pytest.raises(DisclosureError, match=r"no column 'share'.*Its columns are: nuts_code"):
        certify(table(KNOWN), hidden={"persons_flag": ("share",)})
    with pytest.raises(DisclosureError, match=r"no column 'secret_flag'"):
        certify(table(KNOWN), hidden={"secret_flag": ("persons",)})


def test_stricter_rules_refuse_more_and_are_named_in_the_certificate():
    strict = DisclosureRules(version="sdc.test", inherit_width_rel=3.0, min_hidden_in_sum=3)
    row = ("SI04", "C21", None, 0.0, 3936.0, None, "c")
    with pytest.raises(DisclosureError, match=r"sdc.test"):
        certify(table(row), hidden=GUARDED, rules=strict)
    assert certify(table(KNOWN), rules=strict).rule_version == "sdc.test"


def test_the_rules_in_use_are_those_of_the_design():
    assert (SDC_V1.inherit_width_rel, SDC_V1.min_hidden_in_sum) == (0.30, 2)


def test_a_certificate_is_plain_data_for_the_file_beside_the_table():
    assert certify(table(HIDDEN), hidden=GUARDED).as_dict()["n_hidden"] == 1
