"""The sizes of envelopes and of sheets of labels, in millimetres. No Flask here."""

from enum import StrEnum
from typing import TypedDict

from cqtt.i18n import _l


class Measures(TypedDict):
    """One sheet of labels: how many, how large, and how far apart side by side."""

    across: int
    down: int
    width: float
    height: float
    gap: float


class Envelope(StrEnum):
    """Envelopes that the post takes, by their usual names (ISO 269)."""

    DL = "dl"
    C65 = "c65"
    C5 = "c5"

    @property
    def width(self) -> int:
        return _ENVELOPES[self][0]

    @property
    def height(self) -> int:
        return _ENVELOPES[self][1]


class LabelSheet(StrEnum):
    """Sheets of labels on A4 that shops sell."""

    THREE_BY_EIGHT = "3x8"
    TWO_BY_SEVEN = "2x7"

    @property
    def on_a_sheet(self) -> int:
        measures = self.measures()
        return measures["across"] * measures["down"]

    def measures(self) -> Measures:
        return _LABELS[self]


_ENVELOPES = {Envelope.DL: (220, 110), Envelope.C65: (229, 114), Envelope.C5: (229, 162)}
_LABELS: dict[LabelSheet, Measures] = {
    LabelSheet.THREE_BY_EIGHT: {"across": 3, "down": 8, "width": 70, "height": 37, "gap": 0},
    LabelSheet.TWO_BY_SEVEN: {"across": 2, "down": 7, "width": 99.1, "height": 38.1, "gap": 2.5},
}
ENVELOPE_NAMES = {
    Envelope.DL: _l("Phong bì DL: 220 × 110 mm, giấy A4 gấp ba"),
    Envelope.C65: _l("Phong bì C6/5: 229 × 114 mm, giấy A4 gấp ba"),
    Envelope.C5: _l("Phong bì C5: 229 × 162 mm, giấy A4 gấp đôi"),
}
LABEL_NAMES = {
    LabelSheet.THREE_BY_EIGHT: _l("Nhãn 70 × 37 mm: 24 nhãn một tờ, 3 cột × 8 hàng"),
    LabelSheet.TWO_BY_SEVEN: _l("Nhãn 99 × 38 mm: 14 nhãn một tờ, 2 cột × 7 hàng"),
}
