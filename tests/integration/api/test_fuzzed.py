"""No call, however wrong, is answered with a fault of the server."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings

from baowen.api.root import Rate

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
CLUE = {"kind": "shortage", "region": "320106", "subject": "地高辛", "subject_name": "地高辛片", "source": "HIS-1"}


def test_no_call_however_wrong_is_answered_with_a_fault_of_the_server(
    secrets: dict[str, str], ask: Ask, own_connection: Callable[[], object]
) -> None:
    number = ask("gl", "/cases", CLUE).json()["number"]
    own_connection()  # Django's test client connects the signals again after each of its calls
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # schemathesis warns of what its own examples leave out
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [one.ok() for one in schema.get_all_operations()]
    assert len(operations) >= 8
    asked = set()
    for operation in operations:

        @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            Rate.cache.clear()  # the rate limit is not what is tried here
            if "number" in (case.path_parameters or {}):
                case.path_parameters["number"] = number
            answer = case.call(headers={"Authorization": f"Bearer {secrets['gl']}"})
            assert answer.status_code < 500, (case, answer.content)
            asked.add(answer.status_code)

        check()
    assert {200, 422} <= asked
