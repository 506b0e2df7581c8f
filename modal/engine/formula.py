"""A formula as TeX sees it: what crosses the border between a scene and whoever sets its formulas, a line of JSON each way."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass


# One that is longer is set in the scene's own box.
LONGEST_QUESTION = 2**20


class InvalidFormula(Exception):
    """The line is none, or no answer to one."""


@dataclass(frozen=True)
class Formula:
    """A whole TeX file, the compilers that go over it one after the other, and what they make of it (`.dvi`, `.xdv`, `.pdf`)."""

    source: str
    compilers: tuple[str, ...]
    output_format: str

    def digest(self) -> str:
        return hashlib.sha256(encode_formula(self)).hexdigest()


Ask = Callable[[Formula], str | None]
"""Gives the SVG of a formula; `None` where it could not be set, or may not be."""


def encode_formula(formula: Formula) -> bytes:
    return json.dumps(asdict(formula), sort_keys=True).encode() + b"\n"


def decode_formula(line: bytes) -> Formula:
    """@throws InvalidFormula"""
    try:
        data = json.loads(line)
        source, compilers, output_format = data["source"], data["compilers"], data["output_format"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InvalidFormula("it is not a formula in a line of JSON") from error
    if not isinstance(compilers, list) or not compilers or not all(isinstance(text, str) for text in (source, output_format, *compilers)):
        raise InvalidFormula("it is not a formula in a line of JSON")
    # Lone surrogates cannot be written as UTF-8; no file of TeX's has them.
    return Formula(source.encode("utf-8", "replace").decode(), tuple(compilers), output_format)


def encode_answer(svg: str | None) -> bytes:
    return json.dumps({"svg": svg}).encode() + b"\n"


def decode_answer(line: bytes) -> str | None:
    """@throws InvalidFormula"""
    try:
        svg = json.loads(line)["svg"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InvalidFormula("it is not an answer in a line of JSON") from error
    if svg is not None and not isinstance(svg, str):
        raise InvalidFormula("it is not an answer in a line of JSON")
    return svg


def is_whole_svg(text: str) -> bool:
    """What dvisvgm writes, as far as it can be seen without reading it as XML, which is for boxes."""
    return text.startswith("<?xml ") and text.rstrip().endswith("</svg>") and "\0" not in text and "<!ENTITY" not in text
