"""Reasons sum to what is added and are worth what they say; the obvious absentee gets its reason."""

import numpy as np
import pytest

from clustrat.errors import EvidenceError
from clustrat.matching.explanation import added_terms, obvious_absentees, reasons, why_not
from clustrat.matching.frame import PartnerFilter
from clustrat.matching.parameters import MatchingParameters
from clustrat.matching.partners import partners
from clustrat.matching.presence_table import PresenceTable

PLAIN = MatchingParameters(version="plain", level_diversity=False)
WEIGHTS = np.linspace(0, 1, 12)


def without(full, region, industry):
    presence = full.presence.copy()
    presence[full.region_index(region), full.industry_index(industry)] = 0.0
    return PresenceTable(
        presence=presence, relatedness=full.relatedness, regions=full.regions, industries=full.industries
    )


@pytest.fixture(scope="module")
def ranking(random_table):
    return partners(random_table(hidden=0.05), region="R00", weights=WEIGHTS)


def test_terms_sum_to_what_is_added(ranking):
    for region in ranking.table.regions[1:]:
        np.testing.assert_allclose(added_terms(ranking, region).sum(), ranking.partner(region).added, atol=1e-12)


def test_reasons_by_hand(table):
    found = partners(table([[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]]), region="R1", weights=[0, 1, 0, 0])
    first, second = reasons(found, "R2", names={"B": "Furniture"})
    assert (first.kind, first.industry, first.missing, first.relatedness) == ("has_missing", "B", "B", 1.0)
    np.testing.assert_allclose(first.amount, 1 / 1.6)
    np.testing.assert_allclose(first.share, 1 / 1.1)
    assert first.sentence == "R2 has Furniture, which the theme needs and R1 lacks: 91% of what it adds."
    assert (second.kind, second.industry, second.missing, second.relatedness) == ("has_related", "C", "B", 0.1)
    assert reasons(found, "R3") == ()


def test_without_an_industry_added_falls_by_exactly_its_terms(ranking):
    best = ranking.top(1)[0]
    first = reasons(ranking, best.region)[0]
    j = ranking.table.industry_index(first.industry)
    later = partners(without(ranking.table, best.region, first.industry), region="R00", weights=WEIGHTS)
    np.testing.assert_allclose(
        best.added - later.partner(best.region).added, added_terms(ranking, best.region)[:, j].sum(), atol=1e-12
    )


def test_without_the_first_reason_the_score_falls_by_what_was_stated(ranking):
    best = ranking.top(1)[0]
    first, s = reasons(ranking, best.region)[0], ranking.table.region_index(best.region)
    z = (best.added - first.amount - ranking.chance_mean[s]) / ranking.chance_sd[s]
    score = z * (1 - 0.5 * np.sign(z) * best.redundancy) - ranking.levelled[s]
    np.testing.assert_allclose(best.score - score, first.score_change)
    assert first.score_change > 0


def test_an_industry_without_a_term_changes_nothing_that_is_added(ranking):
    best = ranking.top(1)[0]
    terms, s = added_terms(ranking, best.region), ranking.table.region_index(best.region)
    idle = [i for i in range(12) if terms[:, i].sum() == 0 and ranking.table.presence[s, i] == 1]
    assert idle
    for i in idle:
        later = partners(without(ranking.table, best.region, f"C{i:02d}"), region="R00", weights=WEIGHTS)
        np.testing.assert_allclose(later.partner(best.region).added, best.added, atol=1e-12)


def test_at_most_five_reasons_largest_first(ranking):
    for partner in ranking.top(5):
        amounts = [reason.amount for reason in reasons(ranking, partner.region)]
        assert len(amounts) <= 5
        assert amounts == sorted(amounts, reverse=True)
    assert len(reasons(ranking, ranking.top(1)[0].region, n=2)) == 2


def test_a_region_is_no_partner_of_its_own(ranking):
    for ask in (reasons, why_not):
        with pytest.raises(EvidenceError, match="never its own partner"):
            ask(ranking, "R00")


def test_why_not_says_which_factor_failed(random_table):
    full = random_table(n=8, nuts=("AT21", "AT31", "DE11", "FR10", "HU22", "ITH3", "ITH4", "SI04"))
    found = partners(full, region="ITH4", weights=np.ones(12), only=PartnerFilter(countries=("AT", "DE", "SI", "HU")))
    answer = why_not(found, "FR10", n=2)
    assert (answer.factor, answer.filters, answer.rank) == ("filtered", ("countries",), None)
    assert "countries" in answer.sentence
    assert why_not(found, found.top(1)[0].region, n=2).factor == "in_the_list"


def test_redundancy_is_named_where_it_alone_keeps_a_region_out(random_table):
    found = partners(random_table(n=60, seed=4), region="R00", weights=WEIGHTS, parameters=PLAIN)
    kept_out = [why_not(found, region, n=5) for region in found.table.regions[1:] if found.partner(region).rank > 5]
    threshold = found.top(5)[-1].score
    for answer in kept_out:
        alone = found.partner(answer.region).z >= threshold
        assert (answer.factor == "redundant") == alone
    assert any(answer.factor == "redundant" for answer in kept_out)
    assert any(answer.factor == "adds_little" for answer in kept_out)


def test_hidden_cells_and_regions_without_figures_are_told_as_such(random_table):
    presence = random_table(n=40).presence.copy()
    presence[5] = np.nan
    presence[6, :] = np.where(presence[0] == 0, np.nan, 0.0)
    full = random_table(n=40)
    hidden = PresenceTable(
        presence=presence, relatedness=full.relatedness, regions=full.regions, industries=full.industries
    )
    found = partners(hidden, region="R00", weights=np.arange(12), parameters=PLAIN)
    assert why_not(found, "R05").factor == "no_figures"
    answer, p = why_not(found, "R06", n=1), found.partner("R06")
    assert (p.added, p.z) == (0, 0)
    assert p.score_high > answer.threshold
    assert answer.factor == "hidden_cells"


def test_the_obvious_absentees_are_told_once_each(random_table):
    codes = ("AT21", "AT31", "DE11", "FR10", "HU22", "ITH3", "ITH4", "SI04")
    full = random_table(n=8, nuts=codes)
    similarity = np.eye(8)
    similarity[6, 5] = 0.9
    alike = PresenceTable(
        presence=full.presence,
        relatedness=full.relatedness,
        regions=codes,
        industries=full.industries,
        similarity=similarity,
        nuts_version="2013",
    )
    found = partners(alike, region="ITH4", weights=np.ones(12))
    first = found.top(1)[0].region
    answers = obvious_absentees(found, sizes=np.arange(8), n=1)
    assert len({a.region for a in answers}) == len(answers)
    assert first not in [a.region for a in answers]
    if first != "ITH3":
        assert (answers[0].region, answers[0].relation) == ("ITH3", "most_similar")
    with pytest.raises(EvidenceError, match="one per region"):
        obvious_absentees(found, sizes=[1, 2])
