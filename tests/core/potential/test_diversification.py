"""The outlook: reasons that add up, no view of the future, honest silence, and what it refuses."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, logit

from clustrat.errors import EvidenceError, ParameterError
from clustrat.potential.backtest import area_under_curve, expected_calibration_error
from clustrat.potential.diversification import entry_outlook, fit_diversification
from clustrat.potential.panel import candidates


@pytest.fixture(scope="module")
def outlook(walking_panel):
    return entry_outlook(walking_panel, base_year=2011, horizon=3)


def test_contributions_add_up_exactly(outlook):
    is_asked = ~np.isnan(outlook.score)
    total = outlook.level + sum(part[is_asked] for part in outlook.contributions.values())
    assert total == pytest.approx(outlook.score[is_asked], abs=1e-12)
    assert logit(outlook.probability[is_asked]) == pytest.approx(outlook.score[is_asked], abs=1e-6)


@pytest.mark.parametrize("name", ["closeness", "relatedness_density", "wage_excess"])
def test_leaving_a_signal_out_changes_the_score_by_what_was_stated(outlook, walking_panel, name):
    """The signal is put at its mean in the model's own input, and the cell scored again."""
    from clustrat.potential.history import read_history

    model = outlook.model
    history = read_history(walking_panel, base_year=2011, names=model.signals)
    values = history.values(2011, names=model.signals, volatility_of=model.volatility.of)
    slope = model.law.slope(3)
    whole = slope * model.contributions(values).sum(axis=-1)
    k = model.signals.index(name)
    values[..., k] = model.means[k]
    without = slope * model.contributions(values).sum(axis=-1)
    is_asked = ~np.isnan(outlook.score)
    assert (whole - without)[is_asked] == pytest.approx(outlook.contributions[name][is_asked], abs=1e-9)


def test_reasons_come_largest_first_and_sum_to_the_score(outlook):
    r, i = np.argwhere(outlook.rank == 1)[0]
    reasons = outlook.reasons(outlook.regions[r], outlook.industries[i])
    sizes = [abs(part) for _, part in reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert outlook.level + sum(part for _, part in reasons) == pytest.approx(outlook.score[r, i])


def test_an_unknown_signal_adds_nothing_and_is_told(outlook):
    assert outlook.missing["wage_excess"][3].any()
    gone = outlook.missing["wage_excess"]
    assert (outlook.contributions["wage_excess"][gone] == 0).all()
    assert any(d.code == "signal_missing" and d.keys == ("wage_excess",) for d in outlook.diagnostics)


def test_the_future_may_be_anything(walking_panel):
    """All figures after the base year are changed; the outlook is the same to the last digit."""
    rng = np.random.default_rng(5)
    changed = {
        name: np.concatenate([values[:4], rng.permutation(values[4:], axis=1) * 3])
        for name in ("persons", "local_units", "wages")
        for values in [getattr(walking_panel, name)]
    }
    first = entry_outlook(walking_panel, base_year=2011, horizon=3)
    second = entry_outlook(replace(walking_panel, **changed), base_year=2011, horizon=3)
    np.testing.assert_array_equal(first.score, second.score)
    np.testing.assert_array_equal(first.probability, second.probability)


def test_a_shuffled_future_is_chance(outlook, walking_panel):
    asked = candidates(walking_panel, base_year=2011, target_year=2014)
    score, entered = outlook.score[asked.is_candidate], asked.entered[asked.is_candidate]
    assert area_under_curve(score, entered) > 0.75
    rng = np.random.default_rng(1)
    shuffled = [area_under_curve(score, rng.permutation(entered)) for _ in range(200)]
    assert np.mean(shuffled) == pytest.approx(0.5, abs=0.01)


def test_a_shuffled_past_teaches_nothing(walking_panel):
    """If what cells become is drawn anew every year, density and wages do not help, and no score is far above chance."""
    persons = walking_panel.persons.copy()
    rng = np.random.default_rng(2)
    persons[4:] = rng.permuted(persons[4:], axis=1)
    panel = replace(walking_panel, persons=persons, local_units=np.ceil(persons / 15))
    found = entry_outlook(panel, base_year=2011, horizon=3)
    asked = candidates(panel, base_year=2011, target_year=2014)
    auc = area_under_curve(found.score[asked.is_candidate], asked.entered[asked.is_candidate])
    assert auc == pytest.approx(0.5, abs=0.07)


def test_probabilities_are_about_right_for_walks(outlook, walking_panel):
    asked = candidates(walking_panel, base_year=2011, target_year=2014)
    p, y = outlook.probability[asked.is_candidate], asked.entered[asked.is_candidate]
    assert expected_calibration_error(p, y) < 0.06


def test_one_window_gives_ranks_and_a_sentence(walking_panel):
    found = entry_outlook(walking_panel, base_year=2009, horizon=5)
    assert found.probability is None
    assert "one length cannot tell" in found.statement
    assert found.level == 0
    assert any(d.code == "horizon_not_identified" for d in found.diagnostics)


def test_ranks_follow_the_score_within_each_region(outlook):
    for scores, ranks in zip(outlook.score, outlook.rank, strict=True):
        known = ~np.isnan(scores)
        assert (ranks[~known] == 0).all()
        if known.any():
            order = np.argsort(-scores[known], kind="stable")
            assert ranks[known][order].tolist() == sorted(ranks[known].tolist())
            assert ranks[known].min() == 1


def test_labels_and_their_order_do_not_matter(walking_panel, outlook):
    rng = np.random.default_rng(7)
    rows, columns = rng.permutation(60), rng.permutation(20)
    mixed = replace(
        walking_panel,
        regions=tuple(np.array(walking_panel.regions)[rows].tolist()),
        industries=tuple(np.array(walking_panel.industries)[columns].tolist()),
        **{name: getattr(walking_panel, name)[:, rows][:, :, columns] for name in ("persons", "local_units", "wages")},
    )
    found = entry_outlook(mixed, base_year=2011, horizon=3)
    np.testing.assert_allclose(found.score, outlook.score[rows][:, columns], atol=1e-6)


def test_a_cell_that_is_present_has_no_outlook(outlook, walking_panel):
    assert np.isnan(outlook.score[walking_panel.quotients(2011) >= 1]).all()
    r, i = np.argwhere(np.isnan(outlook.score))[0]
    with pytest.raises(ParameterError, match="is no candidate in 2011"):
        outlook.reasons(outlook.regions[r], outlook.industries[i])


def test_probability_and_score_say_the_same(outlook):
    is_asked = ~np.isnan(outlook.score)
    np.testing.assert_allclose(outlook.probability[is_asked], expit(outlook.score[is_asked]))


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"base_year": 2011, "horizon": 0}, ParameterError, "horizon=0"),
        ({"base_year": 2030, "horizon": 1}, ParameterError, "no year 2030"),
        ({"base_year": 2008, "horizon": 1}, EvidenceError, "two consecutive years"),
        ({"base_year": 2011, "horizon": 1, "signals": ["luck"]}, ParameterError, "no signal 'luck'"),
        ({"base_year": 2011, "horizon": 1, "signals": []}, ParameterError, "No signal was named"),
    ],
)
def test_what_cannot_be_asked_is_refused(walking_panel, options, error, sentence):
    with pytest.raises(error, match=sentence):
        entry_outlook(walking_panel, **options)


def test_an_unknown_code_is_refused_by_name(outlook):
    with pytest.raises(ParameterError, match="The region 'XX99' is not in the outlook"):
        outlook.reasons("XX99", "C01")


def test_the_model_says_what_it_was_fitted_to(walking_panel):
    model = fit_diversification(walking_panel, base_year=2010, signals=["closeness"])
    assert model.windows == ((2008, 2009), (2008, 2010), (2009, 2010))
    assert model.weights.shape == (1,)
    assert model.weights[0] > 0
