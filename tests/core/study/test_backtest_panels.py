"""Panels of a backtest: the edition's arrays under a panel's names, and raw files that are something else."""

import numpy as np
import pytest

from clustrat.errors import SourceError
from clustrat.store.catalog import open_edition
from clustrat.study.backtest_panels import landscape_panel, raw_panel
from clustrat.study.landscape import read_landscape

HEAD = "nace_r2,indic_sb,geo\\time\t2011 \t2010 \n"


def test_the_edition_gives_all_its_years():
    panel = landscape_panel(read_landscape(open_edition(), level=2))
    assert panel.years == tuple(range(2008, 2016))
    r, i = panel.regions.index("ITH4"), panel.industries.index("C31")
    assert panel.persons[panel.year_index(2014), r, i] == 13613


def test_a_raw_table_keeps_values_beside_flags_and_leaves_the_rest_missing(tmp_path):
    path = tmp_path / "sbs.tsv"
    path.write_text(
        HEAD
        + "C10,V16110,AT11\t10 p\t: c\n"
        + "C31,V16110,AT12\t7 \t8 \n"
        + "C31,V11210,AT12\t1 \t2 \n"
        + "C,V16110,AT12\t17 \t18 \n"
        + "C31,V16110,AT1\t7 \t8 \n"
        + "C31,V16110,CZZZ\t7 \t8 \n"
    )
    panel = raw_panel(path)
    assert (panel.years, panel.regions, panel.industries) == ((2010, 2011), ("AT11", "AT12"), ("C10", "C31"))
    assert panel.persons[1].tolist()[0][0] == 10
    assert np.isnan(panel.persons[0, 0, 0])
    assert panel.local_units[:, 1, 1].tolist() == [2, 1]
    assert np.isnan(panel.wages).all()


def test_another_table_is_refused(tmp_path):
    path = tmp_path / "other.tsv"
    path.write_text("unit,geo\\time\t2011 \nTHS,AT11\t10 \n")
    with pytest.raises(SourceError, match="no dimension 'indic_sb'"):
        raw_panel(path)


def test_a_table_without_regions_is_refused(tmp_path):
    path = tmp_path / "sbs.tsv"
    path.write_text(HEAD + "C10,V16110,AT\t10 \t9 \n")
    with pytest.raises(SourceError, match="no NUTS-2 region"):
        raw_panel(path)
