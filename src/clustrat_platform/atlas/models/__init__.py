"""What the atlas keeps: the judged layer, drafts of themes, uploads of tables, frozen figures, and baskets of evidence."""

from __future__ import annotations

from clustrat_platform.atlas.models.assessments import (
    AssessmentBasis,
    AssessmentComponent,
    EvidenceItem,
    PotentialAssessment,
)
from clustrat_platform.atlas.models.baskets import BasketItem, EvidenceBasket
from clustrat_platform.atlas.models.figures import FrozenFigure
from clustrat_platform.atlas.models.interviews import Interview, InterviewCoding, OfflineFile
from clustrat_platform.atlas.models.rounds import MappingRound, Questionnaire, RoundRegion
from clustrat_platform.atlas.models.uploads import DataUpload, ThemeDraft

__all__ = [
    "AssessmentBasis",
    "AssessmentComponent",
    "BasketItem",
    "DataUpload",
    "EvidenceBasket",
    "EvidenceItem",
    "FrozenFigure",
    "Interview",
    "InterviewCoding",
    "MappingRound",
    "OfflineFile",
    "PotentialAssessment",
    "Questionnaire",
    "RoundRegion",
    "ThemeDraft",
]
