"""WebM as browsers record it: one Opus track; whatever a player does not need is blanked with a Void element.

Format: RFC 8794 (EBML), RFC 9559 (Matroska). Elements that are not listed here are overwritten where they stand.
"""

from dataclasses import dataclass

from cqtt.sound.reading import NotASound, Room, Sound

_HEADER, _DOC_TYPE, _SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
_INFO, _SCALE, _TRACKS, _TRACK = 0x1549A966, 0x2AD7B1, 0x1654AE6B, 0xAE
_TRACK_TYPE, _CODEC, _CODEC_PRIVATE, _AUDIO = 0x83, 0x86, 0x63A2, 0xE1
_CLUSTER, _TIMESTAMP, _SIMPLE_BLOCK, _GROUP, _BLOCK = 0x1F43B675, 0xE7, 0xA3, 0xA0, 0xA1
_SEEK_HEAD, _CUES, _TAGS, _CHAPTERS, _ATTACHMENTS, _VOID = (
    0x114D9B74,
    0x1C53BB6B,
    0x1254C367,
    0x1043A770,
    0x1941A469,
    0xEC,
)
_OF_SEGMENT = {_SEEK_HEAD, _INFO, _TRACKS, _CLUSTER, _CUES, _TAGS, _CHAPTERS, _ATTACHMENTS}
_SOUND_TRACK = 2

# What may stand in each element that is looked into; the rest could say who, where and with what.
_KNOWN: dict[int, set[int]] = {
    0: {_HEADER, _SEGMENT},
    _HEADER: {0x4286, 0x42F7, 0x42F2, 0x42F3, _DOC_TYPE, 0x4287, 0x4285},
    _SEGMENT: {_SEEK_HEAD, _INFO, _TRACKS, _CLUSTER, _CUES},
    _INFO: {0x73A4, _SCALE, 0x4489, 0x4D80, 0x5741},
    _TRACKS: {_TRACK},
    _TRACK: {
        *(0xD7, 0x73C5, _TRACK_TYPE, 0xB9, 0x88, 0x55AA, 0x9C, 0x6DE7, 0x23E383, 0x23314F, 0x55EE, 0x22B59C),
        *(_CODEC, _CODEC_PRIVATE, 0x56AA, 0x56BB, _AUDIO),
    },
    _AUDIO: {0xB5, 0x78B5, 0x9F, 0x6264},
    _CLUSTER: {_TIMESTAMP, _SIMPLE_BLOCK, _GROUP, 0xAB, 0xA7},
    _GROUP: {_BLOCK, 0x9B, 0xFB, 0x75A2},
}
_MUXER_NAMES, _LONGEST_NAME = {0x4D80, 0x5741}, 64


@dataclass
class _Element:
    kind: int
    start: int
    body: int
    end: int
    open: bool  # of unknown length: a recorder does not know in advance


class _WebM:
    """Walks through the elements once, notes what it must know and blanks what nobody needs."""

    def __init__(self, received: bytes) -> None:
        self.room = Room(received)
        self.scale = 1_000_000  # nanoseconds in a unit of time
        self.cluster_time = 0
        self.last_time = -1
        self.types: list[int] = []
        self.codecs: list[bytes] = []
        self.doc_type = b""

    def walk(self, parent: _Element) -> int:
        """Look at the children of an element; return where the last of them ends."""
        at = parent.body
        while at < parent.end:
            element = self._element_at(at, parent.end)
            if parent.open and parent.kind == _CLUSTER and element.kind in _OF_SEGMENT:
                break
            at = self._look_at(parent.kind, element)
        return at

    def _look_at(self, parent: int, element: _Element) -> int:
        """Note or blank one element; return where it ends."""
        self.room.count_part()
        if not self._is_wanted(parent, element):
            self._blank(element)
        elif element.kind in _KNOWN:
            return self.walk(element)
        else:
            self._note(element)
        return element.end

    def _is_wanted(self, parent: int, element: _Element) -> bool:
        """Whether a player needs it, and it says no more than what it is for."""
        if element.kind == _CODEC_PRIVATE:
            return self.room.received.startswith(b"OpusHead", element.body, element.end)
        too_long = element.kind in _MUXER_NAMES and element.end - element.body > _LONGEST_NAME
        return element.kind in _KNOWN[parent] and not too_long

    def _note(self, element: _Element) -> None:
        if element.kind == _SCALE:
            self.scale = self._integer(element)
        elif element.kind == _TIMESTAMP:
            self.cluster_time = self._integer(element)
        elif element.kind in (_SIMPLE_BLOCK, _BLOCK):
            self._note_block(element)
        elif element.kind == _TRACK_TYPE:
            self.types.append(self._integer(element))
        elif element.kind == _CODEC:
            self.codecs.append(self._text(element))
        elif element.kind == _DOC_TYPE:
            self.doc_type = self._text(element)

    def _note_block(self, element: _Element) -> None:
        """Note when a block of sound begins, counted from the beginning."""
        _track, at = self._length_at(element.body, element.end)
        offset = int.from_bytes(self.room.bytes_at(at, 2, element.end), "big", signed=True)
        self.last_time = max(self.last_time, self.cluster_time + offset)

    def _element_at(self, at: int, end: int) -> _Element:
        first = self.room.number(at, 1, end)
        id_length = 9 - first.bit_length()
        if id_length > 4:
            raise NotASound("broken")
        kind = self.room.number(at, id_length, end)
        size, body = self._length_at(at + id_length, end)
        if size is None and kind not in (_SEGMENT, _CLUSTER):
            raise NotASound("broken")
        last = end if size is None else body + size
        if last > end:
            raise NotASound("broken")
        return _Element(kind, at, body, last, size is None)

    def _length_at(self, at: int, end: int) -> tuple[int | None, int]:
        """Return a number of variable length, None where all its bits are set, and where it ends."""
        length = 9 - self.room.number(at, 1, end).bit_length()
        if length > 8:
            raise NotASound("broken")
        full = (1 << 7 * length) - 1
        value = self.room.number(at, length, end) & full
        return (None if value == full else value), at + length

    def _integer(self, element: _Element) -> int:
        if element.end - element.body > 8:
            raise NotASound("broken")
        return self.room.number(element.body, element.end - element.body)

    def _text(self, element: _Element) -> bytes:
        return self.room.bytes_at(element.body, element.end - element.body).rstrip(b"\0")

    def _blank(self, element: _Element) -> None:
        """Overwrite an element with a Void of the same length."""
        total = element.end - element.start
        digits = next(count for count in range(1, 9) if total - 1 - count < (1 << 7 * count) - 1)
        size = (total - 1 - digits) | 1 << 7 * digits
        self.room.blank(element.start, element.end)
        self.room.kept[element.start : element.start + 1 + digits] = bytes([_VOID]) + size.to_bytes(digits, "big")


def read_webm(received: bytes) -> Sound:
    """Return the recording, or raise NotASound for a film, another codec and whatever is broken."""
    webm = _WebM(received)
    webm.walk(_Element(0, 0, 0, len(received), False))
    if webm.doc_type != b"webm" or not webm.types:
        raise NotASound("other-kind")
    if webm.types != [_SOUND_TRACK]:
        raise NotASound("has-picture")
    if webm.codecs != [b"A_OPUS"]:
        raise NotASound("other-kind")
    if webm.last_time < 0:
        raise NotASound("empty")
    return Sound("audio/webm", ".webm", bytes(webm.room.kept), webm.last_time * webm.scale / 1_000_000_000)
