"""All that this room stores: catalogue, agreements of holders, duty rosters, assessments."""

from baowen.reserve.plans.models.agreements import Agreement, AgreementItem
from baowen.reserve.plans.models.assessments import Assessment, AssessmentEvent, AssessmentPart
from baowen.reserve.plans.models.catalogue import CatalogueItem, Sequence
from baowen.reserve.plans.models.duty import DutyShift

__all__ = [
    "Agreement", "AgreementItem", "Assessment", "AssessmentEvent", "AssessmentPart", "CatalogueItem", "DutyShift",
    "Sequence",
]  # fmt: skip
