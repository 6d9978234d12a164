"""Sentences: nothing is claimed that is not sure, and what is hidden is said."""

from __future__ import annotations

from collections.abc import Callable

from clustrat.study.answer import Study, is_sure


def texts(study: Study) -> str:
    return "\n".join(finding.text for finding in study.findings)


def test_furniture_of_friuli(study_of: Callable[..., Study]) -> None:
    assert "Furniture: 6.4 times the usual share, with 13,613 persons" in texts(study_of("ITH4"))


def test_pharmaceuticals_of_ljubljana(study_of: Callable[..., Study]) -> None:
    assert "(C21): hidden in 2014; published for 2013: 3,383 persons." in texts(study_of("SI04"))


def test_only_sure_industries_are_called_so(study_of: Callable[..., Study]) -> None:
    study = study_of("ITH4")
    sure = [row["short_label"] for row in study.strongest(68) if is_sure(row, study.question)]
    for finding in study.findings:
        if finding.sure == "sure" and "after the first" in finding.text:
            assert all(any(name in part for name in sure) for part in finding.text.split(": ")[1].split("; "))


def test_stricter_probability_makes_fewer_claims(study_of: Callable[..., Study]) -> None:
    loose, strict = study_of("ITH4", claim_probability=0.6), study_of("ITH4", claim_probability=0.999)
    count = [sum(is_sure(row, s.question) for row in s.strongest(68)) for s in (loose, strict)]
    assert count[0] > count[1]


def test_where_nothing_is_sure_that_is_said(study_of: Callable[..., Study]) -> None:
    assert "No industry is surely specialised at LQ 50.0." in texts(study_of("ITH4", presence_cut=50.0))


def test_region_without_a_base_year_says_nothing_of_change(study_of: Callable[..., Study]) -> None:
    assert not [f for f in study_of("HR04").findings if f.kind == "change"]


def test_what_is_not_observed_is_always_said(study_of: Callable[..., Study]) -> None:
    for region in ("ITH4", "HR04", "SI"):
        assert "Not observed here: farming, finance" in study_of(region).findings[-1].text


def test_findings_are_plain_data(study_of: Callable[..., Study]) -> None:
    record = study_of("ITH4").findings[0].as_dict()
    assert set(record) == {"kind", "text", "sure", "tables"}


def test_coal_of_silesia_is_named_though_its_quotient_is_not_claimed(study_of: Callable[..., Study]) -> None:
    """88,043 persons; under known totals the quotient is 83, against national ones 56."""
    sentence = next(f for f in study_of("PL22").findings if "lack hidden figures of other regions" in f.text)
    assert sentence.sure == "perhaps"
    assert "(83.1; 88,043)" in sentence.text
    published = study_of("PL22", totals="published")
    assert "lack hidden figures" not in texts(published)
    assert "88,043 persons" in texts(published)


def test_one_hidden_industry_more_is_said_as_one(study_of: Callable[..., Study]) -> None:
    """Five figures of Baden-Württemberg are hidden, four of them are named."""
    assert "1 more hidden industry is listed in the report." in texts(study_of("DE1"))


def test_region_that_no_other_can_be_compared_with_says_so(study_of: Callable[..., Study]) -> None:
    """Ireland gives no figures of B to E by region: no region shares 80 % of the economy with it."""
    study = study_of("IE02")
    assert study.peer_codes == ()
    assert "No region can be compared with it by the structure of industries" in texts(study)
    assert "Name peers one by one" not in texts(study_of("IE02", peers="UKN0,UKM2"))


def test_region_published_only_in_part_says_that_its_quotients_are_overstated(study_of: Callable[..., Study]) -> None:
    assert "Southern and Eastern is published only in part" in texts(study_of("IE02"))
    for region in ("ITH4", "DE11", "SI04"):
        assert "only in part" not in texts(study_of(region))
