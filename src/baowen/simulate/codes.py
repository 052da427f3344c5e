"""Codes that look real and check out, for organisations and products that do not exist."""

from __future__ import annotations

_CREDIT_SET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(region: str, number: int) -> str:
    """An 18-character credit code (GB 32100-2015) of a company registered in a region; both check characters hold."""
    body = f"MX{number:06d}"
    values = [int(character, 36) for character in body]
    rest = sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    own_check = "0X987654321"[rest]
    seventeen = f"91{region}{body}{own_check}"
    total = sum(_CREDIT_SET.index(character) * weight
                for character, weight in zip(seventeen, _CREDIT_WEIGHTS, strict=True))  # fmt: skip
    return seventeen + _CREDIT_SET[(31 - total % 31) % 31]


def base_code(maker: int, product: int) -> str:
    """A 14-digit base code (本位码): 86, 9, maker, product and the check digit of GB 18937."""
    body = f"869{maker % 100000:05d}{product % 100000:05d}"
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return body + str((10 - weighted % 10) % 10)


def hospital_code(county: str, number: int) -> str:
    """H, the county and five digits."""
    return f"H{county}{number:05d}"


def product_code(*, atc: str, generic: int, form: int, strength: int, pack: int, maker: int) -> str:
    """A 23-character code built as the healthcare-security codes of western medicines are."""
    name = f"{chr(ord('A') + generic // 1000 % 26)}{generic % 1000:03d}"
    return f"X{atc}{name}A{form % 1000:03d}{strength % 100:02d}{pack % 100:02d}{maker % 100000:05d}"


def approval_number(year: int, serial: int) -> str:
    """国药准字H, a year and four digits."""
    return f"国药准字H{year:04d}{serial % 10000:04d}"
