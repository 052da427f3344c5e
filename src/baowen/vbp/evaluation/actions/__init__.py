"""All writes of evaluations: runs, exemptions, appeals, consequences, credit points."""

from baowen.vbp.evaluation.actions.appealing import NewAppeal, answer, appeal, ask, grant, refuse, withdraw
from baowen.vbp.evaluation.actions.deciding import (
    add_effect,
    correct_points,
    decide_effect,
    drop_effect,
    propose_effects,
    withdraw_effect,
)
from baowen.vbp.evaluation.actions.exempting import (
    NewExemption,
    confirm_exemption,
    propose_exemption,
    refuse_exemption,
    revoke_exemption,
)
from baowen.vbp.evaluation.actions.proposing import propose_seen
from baowen.vbp.evaluation.actions.running import Replayed, publish_run, replay, run_evaluation

__all__ = [
    "NewAppeal",
    "NewExemption",
    "Replayed",
    "add_effect",
    "answer",
    "appeal",
    "ask",
    "confirm_exemption",
    "correct_points",
    "decide_effect",
    "drop_effect",
    "grant",
    "propose_effects",
    "propose_exemption",
    "propose_seen",
    "publish_run",
    "refuse",
    "refuse_exemption",
    "replay",
    "revoke_exemption",
    "run_evaluation",
    "withdraw",
    "withdraw_effect",
]
