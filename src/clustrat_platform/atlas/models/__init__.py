"""What the atlas keeps: the judged layer, theme drafts, uploads, frozen figures, withdrawn editions, and what readers hold."""

from __future__ import annotations

from clustrat_platform.atlas.models.assessments import (
    AssessmentBasis,
    AssessmentComponent,
    EvidenceItem,
    PotentialAssessment,
)
from clustrat_platform.atlas.models.baskets import BasketItem, BasketShare, EvidenceBasket, Follow, SavedView
from clustrat_platform.atlas.models.editions import EditionWithdrawal
from clustrat_platform.atlas.models.figures import FrozenFigure
from clustrat_platform.atlas.models.interviews import Interview, InterviewCoding, OfflineFile
from clustrat_platform.atlas.models.rounds import MappingRound, Questionnaire, RoundRegion
from clustrat_platform.atlas.models.uploads import DataUpload, ThemeDraft

__all__ = [
    "AssessmentBasis",
    "AssessmentComponent",
    "BasketItem",
    "BasketShare",
    "DataUpload",
    "EditionWithdrawal",
    "EvidenceBasket",
    "EvidenceItem",
    "Follow",
    "FrozenFigure",
    "Interview",
    "InterviewCoding",
    "MappingRound",
    "OfflineFile",
    "PotentialAssessment",
    "Questionnaire",
    "RoundRegion",
    "SavedView",
    "ThemeDraft",
]
