"""Standard error as a person sees it: colours and a line that changes where it is a terminal, plain lines where it is not."""

import os
import shutil
import unicodedata
from typing import TextIO

from engine.cli.streams import write

STYLES = {"red": "31", "green": "32", "blue": "34", "bold": "1", "faint": "2"}
CLEAR_LINE = "\r\x1b[K"


class Terminal:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.is_live = stream.isatty() and os.environ.get("TERM") != "dumb"
        # https://no-color.org
        self._has_colours = self.is_live and not os.environ.get("NO_COLOR")
        self._shows_status = False

    @property
    def width(self) -> int:
        return shutil.get_terminal_size().columns

    def style(self, text: str, *names: str) -> str:
        return f"\x1b[{';'.join(STYLES[name] for name in names)}m{text}\x1b[0m" if self._has_colours and text else text

    def show_status(self, line: str) -> None:
        """Puts `line` where the last status was; it has to fit into the width."""
        write(self._stream, CLEAR_LINE + line)
        self._shows_status = True

    def clear_status(self) -> None:
        if self._shows_status:
            write(self._stream, CLEAR_LINE)
            self._shows_status = False

    def say(self, text: str) -> None:
        self.clear_status()
        write(self._stream, f"{text}\n")

    def can_show(self, text: str) -> bool:
        """Whether its encoding has these characters."""
        try:
            text.encode(self._stream.encoding)
        except UnicodeEncodeError:
            return False
        return True


def printable(text: str) -> str:
    """Text of a scene's, made harmless: it may not move the cursor, change colours or the direction of writing. Strange spaces become plain ones."""
    return "".join(map(_printable, text))


def columns_of(text: str) -> int:
    """How wide a terminal shows printable text: Chinese, Japanese and emoji take two columns a character, accents on their own none."""
    return sum(0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "FW" else 1 for character in text)


def _printable(character: str) -> str:
    if character == "\t":
        return "    "
    if character.isprintable() or character == "\n":
        return character
    # A surrogate stands for a byte of a file's name that is no character.
    return {"Zs": " ", "Cs": "\ufffd"}.get(unicodedata.category(character), "")


def length_of(seconds: float) -> str:
    """`0:42`, `1:02:03`"""
    hours, rest = divmod(int(seconds), 3600)
    minutes, whole = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{whole:02}" if hours else f"{minutes}:{whole:02}"


def size_of(count: int) -> str:
    """`812 bytes`, `345 kB`, `12.3 MB`"""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 999_500 else f"{count / 1e6:.1f} MB"
