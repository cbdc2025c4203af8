"""MP4 as iPhones and newer browsers record it: sound alone; boxes that could hold a title or a place become free space.

Format: ISO/IEC 14496-12. Boxes that are not listed here are renamed where they stand, so that no offset changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cqtt.sound.reading import NotASound, Room, Sound

_BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"dash", b"iso2", b"iso4", b"iso5", b"iso6", b"iso8", b"iso9"}
_CODECS = {b"mp4a", b"Opus"}
_FREE = (b"free", b"skip", b"wide")

# What may stand in each box that is looked into; the rest could say who, where and with what.
_KNOWN: dict[bytes, set[bytes]] = {
    b"": {b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"mfra"},
    b"moov": {b"mvhd", b"trak", b"mvex", b"iods"},
    b"trak": {b"tkhd", b"mdia", b"edts"},
    b"edts": {b"elst"},
    b"mdia": {b"mdhd", b"hdlr", b"minf"},
    b"minf": {b"smhd", b"dinf", b"stbl"},
    b"stbl": {b"stsd", b"stts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"sgpd", b"sbgp"},
    b"mvex": {b"mehd", b"trex"},
    b"moof": {b"mfhd", b"traf"},
    b"traf": {b"tfhd", b"tfdt", b"trun", b"sgpd", b"sbgp"},
}
_SHORT = {b"dinf": 64, b"hdlr": 128}  # longer ones name files or people
_HAS_DURATION, _PER_SAMPLE = 0x100, (0x100, 0x200, 0x400, 0x800)


@dataclass(frozen=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


class _MP4:
    """Walks through the boxes once, notes what it must know and blanks what nobody needs."""

    def __init__(self, received: bytes) -> None:
        self.room = Room(received)
        self.handlers: list[bytes] = []
        self.codecs: list[bytes] = []
        self.scale = 0  # of the sound: units of time in a second
        self.whole = 0.0  # seconds, as the head of the file says
        self.default_length = 0  # of a sample
        self.fragment_length = 0
        self.fragment_end = 0

    def walk(self, parent: bytes, at: int, end: int) -> None:
        for box in self._boxes(at, end):
            too_long = box.kind in _SHORT and box.end - box.start > _SHORT[box.kind]
            if box.kind in _KNOWN[parent] and not too_long:
                self._look_at(box)
            else:
                self._blank(box)

    def _boxes(self, at: int, end: int) -> Iterator[_Box]:
        while at < end:
            self.room.count_part()
            size, kind = self.room.number(at, 4, end), self.room.bytes_at(at + 4, 4, end)
            body = at + 8
            if size == 1:
                size, body = self.room.number(body, 8, end), body + 8
            last = end if size == 0 else at + size
            if last < body or last > end:
                raise NotASound("broken")
            yield _Box(kind, at, body, last)
            at = last

    def _look_at(self, box: _Box) -> None:
        if box.kind == b"traf":
            self.fragment_length = self.default_length
        if box.kind in _KNOWN:
            self.walk(box.kind, box.body, box.end)
            return
        note = getattr(self, f"_note_{box.kind.decode('ascii')}", None)
        if note is not None:
            note(box)

    def _blank(self, box: _Box) -> None:
        """Make free space of a box: its length stays, so that everything keeps its place."""
        if box.kind not in _FREE:
            self.room.kept[box.start + 4 : box.start + 8] = b"free"
        self.room.blank(box.body, box.end)

    def _word(self, box: _Box, offset: int, length: int = 4) -> int:
        return self.room.number(box.body + offset, length, box.end)

    def _note_hdlr(self, box: _Box) -> None:
        self.handlers.append(self.room.bytes_at(box.body + 8, 4, box.end))

    def _note_stsd(self, box: _Box) -> None:
        if self._word(box, 4) != 1:
            raise NotASound("other-kind")
        self.codecs.append(self.room.bytes_at(box.body + 12, 4, box.end))

    def _note_mvhd(self, box: _Box) -> None:
        self._note_length(box)

    def _note_mdhd(self, box: _Box) -> None:
        self.scale = self._note_length(box)

    def _note_length(self, box: _Box) -> int:
        """Note how long the head says that it lasts; return the units in a second."""
        long = self._word(box, 0, 1) == 1
        scale, length = self._word(box, 20 if long else 12), self._word(box, 24 if long else 16, 8 if long else 4)
        if scale == 0:
            raise NotASound("broken")
        if length != (1 << (64 if long else 32)) - 1:  # all bits set: not known
            self.whole = max(self.whole, length / scale)
        return scale

    def _note_trex(self, box: _Box) -> None:
        self.default_length = self._word(box, 12)

    def _note_tfhd(self, box: _Box) -> None:
        flags = self._word(box, 1, 3)
        if flags & 0x8:
            offset = 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
            self.fragment_length = self._word(box, offset)

    def _note_tfdt(self, box: _Box) -> None:
        self.fragment_end = max(self.fragment_end, self._word(box, 4, 8 if self._word(box, 0, 1) == 1 else 4))

    def _note_trun(self, box: _Box) -> None:
        """Add up how long the samples of a fragment last."""
        flags, count = self._word(box, 1, 3), self._word(box, 4)
        if not flags & _HAS_DURATION:
            self.fragment_end += count * self.fragment_length
            return
        at = box.body + 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
        step = 4 * sum(bool(flags & each) for each in _PER_SAMPLE)
        self.room.bytes_at(at, count * step, box.end)
        self.fragment_end += sum(self.room.number(at + step * number, 4) for number in range(count))

    @property
    def seconds(self) -> float:
        return max(self.whole, self.fragment_end / self.scale if self.scale else 0)


def read_mp4(received: bytes) -> Sound:
    """Return the recording, or raise NotASound for a film, another codec and whatever is broken."""
    if received[8:12] not in _BRANDS:
        raise NotASound("has-picture" if received[8:12] == b"qt  " else "other-kind")
    mp4 = _MP4(received)
    mp4.walk(b"", 0, len(received))
    if not mp4.handlers:
        raise NotASound("broken")
    if any(handler != b"soun" for handler in mp4.handlers):
        raise NotASound("has-picture")
    if not mp4.codecs or not set(mp4.codecs) <= _CODECS:
        raise NotASound("other-kind")
    if mp4.seconds == 0:
        raise NotASound("empty")
    return Sound("audio/mp4", ".m4a", bytes(mp4.room.kept), mp4.seconds)
