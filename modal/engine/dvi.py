"""What a page of a DVI file draws and which specials it holds, in order (format: "The DVI file format", TUGboat 3(2), 1982)."""

from dataclasses import dataclass, field


class UnknownDvi(Exception):
    """The file is not one that this reader understands wholly."""


@dataclass
class Page:
    """`items` are characters by code, rules as `None`, and specials as bytes; `fonts` are named with their size, by the numbers that TeX gave them."""

    items: list[int | bytes | None] = field(default_factory=list)
    fonts: dict[int, str] = field(default_factory=dict)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0

    def take(self, count: int) -> bytes:
        taken = self._data[self.position : self.position + count]
        if len(taken) < count:
            raise UnknownDvi("The file ends too early.")
        self.position += count
        return taken

    def number(self, count: int, *, signed: bool = False) -> int:
        return int.from_bytes(self.take(count), "big", signed=signed)


# Movements and the like, which draw nothing: opcode to the number of bytes that follow.
MOVES = {138: 0, 141: 0, 142: 0, 147: 0, 152: 0, 161: 0, 166: 0}
MOVES |= {base + size: 1 + size for base in (143, 148, 153, 157, 162, 167) for size in range(4)}
MOVES |= {code: 0 for code in range(171, 235)}  # the font by number
MOVES |= {235 + size: 1 + size for size in range(4)}
BEGIN_PAGE, END_PAGE, PREAMBLE, END_OF_PAGES = 139, 140, 247, 248


def read_only_page(data: bytes) -> Page:
    """@throws UnknownDvi, also where there are more pages than one."""
    reader = _Reader(data)
    page = Page()
    pages = 0
    while True:
        code = reader.number(1)
        if code <= 127:
            page.items.append(code)
        elif 128 <= code <= 131 or 133 <= code <= 136:
            page.items.append(reader.number((code - 128) % 5 + 1))
        elif code in (132, 137):
            height, width = reader.number(4, signed=True), reader.number(4, signed=True)
            if height > 0 and width > 0:
                page.items.append(None)
        elif code in MOVES:
            reader.take(MOVES[code])
        elif 239 <= code <= 242:
            page.items.append(reader.take(reader.number(code - 238)))
        elif 243 <= code <= 246:
            number = reader.number(code - 242)
            reader.take(4)
            size = reader.number(4)
            reader.take(4)
            name = reader.take(reader.number(1) + reader.number(1)).decode("latin-1")
            page.fonts[number] = f"{name} at {size}"
        elif code == PREAMBLE:
            reader.take(13)
            reader.take(reader.number(1))
        elif code == BEGIN_PAGE:
            pages += 1
            reader.take(44)
        elif code == END_OF_PAGES and pages == 1:
            return page
        elif code != END_PAGE:
            raise UnknownDvi(f"Opcode {code} on page {pages}.")
