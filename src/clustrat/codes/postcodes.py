"""Postcodes of nine countries in one normal form each; what was mended on the way is said, never hidden."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from clustrat.errors import CodeListError

__all__ = ["POSTCODE_COUNTRIES", "Mend", "Postcode", "postcode"]

#: What can have been done to bring a postcode into its normal form.
Mend = Literal["spacing", "prefix", "decimal", "zeros", "town"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Postcode:
    """A postcode in the normal form of its country.

    Attributes
    ----------
    country
        ISO code, as NUTS writes it for the nine.
    code
        Normal form, such as ``110 00``.
    written
        As it came.
    mends
        What was done: ``spacing`` (spaces, hyphens, full-width digits), ``prefix`` (of the country), ``decimal`` (``8010.0`` of a spreadsheet), ``zeros``
        (lost ones put back), ``town`` (words behind it cut off).
    """

    country: str
    code: str
    written: str
    mends: tuple[Mend, ...]

    @property
    def is_restored(self) -> bool:
        """Whether leading zeros were put back: the code is likely, not certain."""
        return "zeros" in self.mends


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    digits: int
    shape: str
    valid: re.Pattern[str]
    prefixes: tuple[str, ...]
    has_leading_zeros: bool


def _form(shape: str, valid: str, *prefixes: str, zeros: bool = False) -> _Form:
    return _Form(
        digits=shape.count("9"), shape=shape, valid=re.compile(valid), prefixes=prefixes, has_leading_zeros=zeros
    )


#: Shape, first digits in use, signs that are written before the code, and whether codes can begin with 0.
_FORMS = MappingProxyType(
    {
        "AT": _form("9999", r"[1-9]\d{3}", "AT", "A"),
        "CZ": _form("999 99", r"[1-7]\d{4}", "CZ"),
        "DE": _form("99999", r"(0[1-9]|[1-9]\d)\d{3}", "DE", "D", zeros=True),
        "HR": _form("99999", r"[1-5]\d{4}", "HR"),
        "HU": _form("9999", r"[1-9]\d{3}", "HU", "H"),
        "IT": _form("99999", r"\d{3}[1-9]\d|\d{4}[1-9]|[1-9]\d{4}|0[1-9]\d{3}|00[1-9]\d{2}", "IT", "I", zeros=True),
        "PL": _form("99-999", r"(?!00000)\d{5}", "PL", zeros=True),
        "SI": _form("9999", r"[1-9]\d{3}", "SI", "SLO"),
        "SK": _form("999 99", r"(0[1-9]|[89]\d)\d{3}", "SK", zeros=True),
    }
)
#: The countries whose forms are known.
POSTCODE_COUNTRIES = tuple(_FORMS)
_COUNTRY_OF = MappingProxyType({prefix: country for country, form in _FORMS.items() for prefix in form.prefixes})
_OTHER_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_WITH_PREFIX = re.compile(r"([A-Z]{1,3})\s*-?\s*(?=\d)")
_DECIMAL = re.compile(r"(\d{1,5})[.,]0+")
#: The code itself: digits, one gap or hyphen inside; then nothing, or the words of a town.
_CODE = re.compile(r"(\d+)(?:(\s*-\s*|\s+)(\d+))?(?:[\s,;]+[^\W\d].*|)", re.DOTALL)


def postcode(written: str, *, country: str = "") -> Postcode:
    """A postcode in the normal form of its country.

    Zeros that a spreadsheet has lost (``1067`` of Dresden, ``10`` of Lazio) are put back only where the country is given or stands before the code, and the
    answer says so.

    Parameters
    ----------
    written
        As it came, such as ``A-8010``, ``11000``, ``00–950`` or ``1000 Ljubljana``.
    country
        ISO code; may stay empty where the code has a prefix.

    Raises
    ------
    CodeListError
        The country is none of the nine, is not known, or contradicts the prefix; or this is no postcode of it.

    Examples
    --------
    >>> postcode("A-8010").code, postcode("00950", country="PL").code, postcode("SI-1000 Ljubljana").code
    ('8010', '00-950', '1000')
    >>> found = postcode("1067", country="DE")
    >>> found.code, found.mends, found.is_restored
    ('01067', ('zeros',), True)
    >>> postcode("1067")
    Traceback (most recent call last):
        ...
    clustrat.errors.CodeListError: Of which country the postcode '1067' is, is not said. Give country=, one of: AT, CZ, DE, HR, HU, IT, PL, SI, SK.
    """
    plain = unicodedata.normalize("NFKC", str(written)).translate(_OTHER_DASHES)
    text = " ".join(plain.upper().split())
    mends: list[Mend] = []
    country, text, had_prefix = _country(text, country, written)
    if had_prefix:
        mends.append("prefix")
    form = _FORMS[country]
    if decimal := _DECIMAL.fullmatch(text):
        text = decimal[1]
        mends.append("decimal")
    parts = _CODE.fullmatch(text)
    if parts is None:
        raise CodeListError(_no_code(written, country))
    first, _, second = parts.groups()
    digits, had = first + (second or ""), parts.end(3) if second else parts.end(1)
    if second and len(first) != form.shape.find(next((c for c in form.shape if c in " -"), "")):
        # The gap is where this country writes none, as in `80 10` or `8010 2`: two numbers, not one code.
        raise CodeListError(_no_code(written, country))
    if text[had:].strip(" ,;"):
        mends.append("town")
    if len(digits) < form.digits and form.has_leading_zeros and second is None:
        digits = digits.zfill(form.digits)
        mends.append("zeros")
    if len(digits) != form.digits or not form.valid.fullmatch(digits):
        raise CodeListError(_no_code(written, country))
    code = _shaped(digits, form.shape)
    if not mends and code != str(written):
        mends.append("spacing")
    return Postcode(country=country, code=code, written=str(written), mends=tuple(mends))


def _country(text: str, country: str, written: str) -> tuple[str, str, bool]:
    """The country of a code, the code without its prefix, and whether it had one."""
    choice = ", ".join(POSTCODE_COUNTRIES)
    if country and country not in _FORMS:
        raise CodeListError(f"The form of postcodes of '{country}' is not known. Known are: {choice}.")
    prefix = _WITH_PREFIX.match(text)
    if prefix is None:
        if not country:
            raise CodeListError(
                f"Of which country the postcode '{written}' is, is not said. Give country=, one of: {choice}."
            )
        return country, text, False
    named = _COUNTRY_OF.get(prefix[1], "")
    if not named:
        raise CodeListError(
            f"'{written}' begins with '{prefix[1]}', which stands for none of: {choice}. Correct the postcode or the country."
        )
    if country and named != country:
        raise CodeListError(
            f"'{written}' is a postcode of {named}, but the country given is {country}. Correct one of the two."
        )
    return named, text[prefix.end() :], True


def _shaped(digits: str, shape: str) -> str:
    left = iter(digits)
    return "".join(next(left) if sign == "9" else sign for sign in shape)


def _no_code(written: str, country: str) -> str:
    return f"'{written}' is not a postcode of {country}, which look like {_FORMS[country].shape}. Correct it, or leave it empty."
