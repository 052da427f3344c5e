"""What the fields of several calls share; the OpenAPI document is made from these."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from ninja import Path, Query, Schema
from pydantic import Field, StringConstraints

from baowen.core.paging import MOST_KEY

# A database refuses the null character in text; the schema says so first.
Text = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
Filled = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]
Quantity = Annotated[Decimal, Field(max_digits=17, decimal_places=4, ge=0, examples=["120"])]
Month = Annotated[str, StringConstraints(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")]
Cursor = Annotated[str, StringConstraints(max_length=60)]
Limit = Annotated[int, Query(ge=1, le=200)]
Key = Annotated[int, Path(ge=0, le=MOST_KEY)]


class Problem(Schema):
    """What is wrong, Chinese and English."""

    message: str
    message_en: str


ERRORS = {401: Problem, 403: Problem, 409: Problem, 422: Problem}


class NumberOut(Schema):
    """The number of what was entered."""

    number: str


class WhyIn(Schema):
    """Why it is done."""

    reason: Filled
