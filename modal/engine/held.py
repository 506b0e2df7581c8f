"""Held pictures in H.264, made without an encoder: frames that say “as the one before” for every macroblock.

Such a frame is a dozen bytes and takes no time, where x264 takes milliseconds to find out that nothing has changed. Players see an ordinary
video of constant rate. A picture that is held must be one that others refer to (no B-frame), and each frame refers to the reference that is nearest:
to the last of those that hold a picture, which is the same picture. Because there are more frames then than x264 knows of, each gets a new number
(frame_num) and a new place (pic_order_cnt_lsb). Sections are those of ITU-T H.264.
"""

import re
from dataclasses import dataclass

START = b"\0\0\0\1"
SLICE, IDR, SPS, PPS = 1, 5, 7, 8
# nal_ref_idc, as x264 sets it: held frames are references too.
REFERENCE = 2 << 5
IS_REFERENCE = 3 << 5
# Profiles whose sequence parameter set begins with the format of chroma (7.3.2.1.1); x264 makes no others of them in 4:2:0.
HIGH_PROFILE = 100
PICTURE_SETTINGS_ID = 1
P_SLICE = 5


class CannotHold(Exception):
    """The stream is not one that held pictures can be put into. The message says why."""


@dataclass(frozen=True)
class Sequence:
    """What a sequence parameter set says of its frames."""

    macroblocks: int
    frame_number_bits: int
    place_bits: int


class Holder:
    """Follows a stream, frame after frame in the order of decoding, and makes the held ones between them."""

    def __init__(self, headers: bytes) -> None:
        """`headers` are the stream's parameter sets. @throws CannotHold"""
        units = {unit[0] & 31: unit for unit in split_units(headers)}
        if SPS not in units:
            raise CannotHold("There is no sequence parameter set.")
        self._sequence = read_sequence(plain(units[SPS]))
        # The parameter sets to announce instead: one more for pictures, in which a run of untouched macroblocks is a single number.
        self.headers = headers + START + _picture_settings()
        # Of the last frame that others may refer to; and where the last key frame is shown, from which places count.
        self._number = 0
        self._key_place = 0

    def follow(self, units: list[bytes], place: int) -> bytes:
        """A frame of the encoder's, which is the `place`-th that is shown, numbered after all those before it, the held ones too."""
        if any(unit[0] & 31 == IDR for unit in units):
            self._number, self._key_place = 0, place
        else:
            self._number += 1
        renumbered = b"".join(START + (self._renumber(unit, place) if unit[0] & 31 == SLICE else unit) for unit in units)
        if not is_reference(units):
            self._number -= 1  # the next one has the same (7.4.3)
        return renumbered

    def hold(self, place: int) -> bytes:
        """One more frame that shows the picture of the last one to which others may refer, in this place."""
        self._number += 1
        bits = Bits()
        bits.unsigned(0)  # first_mb_in_slice
        bits.unsigned(P_SLICE)
        bits.unsigned(PICTURE_SETTINGS_ID)
        bits.put(*self._numbers_of(place))
        bits.put(0, 3)  # no other number of references, no other order of them, no marking of them
        bits.unsigned(0)  # slice_qp_delta, se(0)
        bits.unsigned(1)  # disable_deblocking_filter_idc: the picture stays as it is
        bits.unsigned(self._sequence.macroblocks)  # mb_skip_run
        return START + bytes([REFERENCE | SLICE]) + escaped(bits.finish())

    def _numbers_of(self, place: int) -> tuple[int, int]:
        """frame_num and pic_order_cnt_lsb, which counts fields (8.2.1.1), as one field, and its width."""
        sequence = self._sequence
        number = self._number % (1 << sequence.frame_number_bits)
        order = 2 * (place - self._key_place) % (1 << sequence.place_bits)
        return number << sequence.place_bits | order, sequence.frame_number_bits + sequence.place_bits

    def _renumber(self, unit: bytes, place: int) -> bytes:
        """The slice with its numbers (7.3.3), which stand behind three fields of Exp-Golomb; those of a key frame are 0 already."""
        body = plain(unit)
        head = int.from_bytes(body[1:17].ljust(16, b"\0"), "big")
        reader = Reader(body[1:17])
        for _ in range(3):
            reader.unsigned()
        value, width = self._numbers_of(place)
        shift = 128 - reader.position - width
        head = head & ~((1 << width) - 1 << shift) | value << shift
        changed = head.to_bytes(16, "big")[: min(16, len(body) - 1)]
        return unit[:1] + escaped(changed + body[17:])


def is_reference(units: list[bytes]) -> bool:
    """Whether other frames may refer to the one that these make."""
    return any(unit[0] & IS_REFERENCE for unit in units if unit[0] & 31 in (SLICE, IDR))


def split_units(stream: bytes) -> list[bytes]:
    """The NAL units between start codes (annex B)."""
    return [unit for unit in re.split(rb"\x00*\x00\x00\x01", stream) if unit]


def plain(unit: bytes) -> bytes:
    """Without the bytes that keep start codes out of a unit (7.4.1)."""
    return re.sub(rb"\x00\x00\x03", b"\0\0", unit)


def escaped(body: bytes) -> bytes:
    """7.4.1: nothing in a unit looks like a start code, and its last byte is not 0, which would be taken for what is between units."""
    inside = re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\0\0\3", body)
    return inside + b"\3" if inside.endswith(b"\0") else inside


def read_sequence(unit: bytes) -> Sequence:
    """7.3.2.1.1, as far as the size. @throws CannotHold"""
    reader = Reader(unit[4:])
    reader.unsigned()  # seq_parameter_set_id
    if unit[1] == HIGH_PROFILE:
        chroma_format, *depths = (reader.unsigned() for _ in range(3))
        if chroma_format != 1 or any(depths) or reader.take(2):
            raise CannotHold("The stream is not plain 4:2:0 of 8 bits.")
    frame_number_bits = reader.unsigned() + 4
    if reader.unsigned() != 0:
        raise CannotHold("The frames do not say in which order they are shown.")
    place_bits = reader.unsigned() + 4
    reader.unsigned()  # max_num_ref_frames
    reader.take(1)
    columns, rows = reader.unsigned() + 1, reader.unsigned() + 1
    if not reader.take(1):
        raise CannotHold("The stream may have fields.")
    return Sequence(columns * rows, frame_number_bits, place_bits)


def _picture_settings() -> bytes:
    """A picture parameter set (7.3.2.2) without arithmetic coding, in which an unchanged picture would have to be computed."""
    bits = Bits()
    bits.unsigned(PICTURE_SETTINGS_ID)
    bits.unsigned(0)  # seq_parameter_set_id
    bits.put(0, 2)  # CAVLC; no second field
    bits.unsigned(0)  # num_slice_groups_minus1
    bits.unsigned(0)  # one reference
    bits.unsigned(0)
    bits.put(0, 3)  # no weights
    for _ in range(3):
        bits.unsigned(0)  # quantizers, which no macroblock asks for
    bits.put(0b100, 3)  # a slice says how it is deblocked
    return bytes([3 << 5 | PPS]) + escaped(bits.finish())


class Bits:
    """Writes fields of single bits and of Exp-Golomb codes (9.1)."""

    def __init__(self) -> None:
        self._text = ""

    def put(self, value: int, width: int) -> None:
        self._text += f"{value:0{width}b}"

    def unsigned(self, value: int) -> None:
        self.put(value + 1, 2 * (value + 1).bit_length() - 1)

    def finish(self) -> bytes:
        """With the bit that ends a unit, filled up to a byte."""
        text = self._text + "1"
        text += "0" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big")


class Reader:
    """Reads them again."""

    def __init__(self, data: bytes) -> None:
        self._text = f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}"
        self.position = 0

    def take(self, width: int) -> int:
        value = int(self._text[self.position : self.position + width], 2)
        self.position += width
        return value

    def unsigned(self) -> int:
        zeros = self._text.index("1", self.position) - self.position
        self.position += zeros
        return self.take(zeros + 1) - 1
