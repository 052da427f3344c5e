"""Reads of grading: what hospitals grade, the worst first, with history; what is known before a drug is graded."""

from baowen.hospital.grading.queries.grades import GradeView, graded, grades, history_of, own_grades
from baowen.hospital.grading.queries.prefill import Prefill, prefill

__all__ = ["GradeView", "Prefill", "graded", "grades", "history_of", "own_grades", "prefill"]
