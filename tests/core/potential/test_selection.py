"""The lowest rung that is as good as the best one, chosen on what is over."""

from dataclasses import replace

import numpy as np
import pytest

from clustrat.potential.diversification_parameters import DIVERSIFICATION_V1
from clustrat.potential.selection import Rung, _lowest_rung, choose_signals

QUICK = replace(DIVERSIFICATION_V1, n_repeats=1, n_folds=3)
LADDER = ("closeness", "size")


def rung(n, auc, distant):
    return Rung(signals=tuple("abcdef")[:n], auc=auc, auc_distant=distant)


@pytest.mark.parametrize(
    ("rungs", "n"),
    [
        ([(0.850, 0.80), (0.852, 0.80), (0.8535, 0.80)], 2),
        ([(0.852, 0.70), (0.853, 0.80)], 2),
        ([(0.853, 0.80), (0.850, 0.805)], 1),
        ([(0.853, float("nan")), (0.854, float("nan"))], 1),
        ([(0.850, 0.90), (0.880, 0.80)], 2),
    ],
)
def test_the_fewest_signals_within_both_tolerances_win(rungs, n):
    rungs = [rung(k + 1, *aucs) for k, aucs in enumerate(rungs)]
    assert len(_lowest_rung(rungs, DIVERSIFICATION_V1).signals) == n


def test_random_walks_need_closeness_alone(walking_panel):
    seen = []
    choice = choose_signals(
        walking_panel, base_year=2010, ladder=LADDER, parameters=QUICK, progress=lambda *step: seen.append(step)
    )
    assert choice.windows == ((2008, 2009), (2008, 2010), (2009, 2010))
    assert [r.signals for r in choice.ladder] == [LADDER[:1], LADDER]
    assert choice.ladder[0].auc > 0.8
    assert seen == [(1, 1)]


def test_what_comes_after_the_base_year_changes_no_choice(walking_panel):
    later = walking_panel.persons.copy()
    later[3:] = np.random.default_rng(0).permutation(later[3:], axis=1)
    changed = replace(walking_panel, persons=later)
    before = choose_signals(walking_panel, base_year=2010, ladder=LADDER, parameters=QUICK)
    after = choose_signals(changed, base_year=2010, ladder=LADDER, parameters=QUICK)
    assert repr(after) == repr(before)
