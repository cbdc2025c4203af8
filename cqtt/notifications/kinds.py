"""The events that people are told about. A feature registers its own, so that one page shows and rules them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cqtt.i18n import _l
from cqtt.notifications.models import Channel

ALL = frozenset(Channel)
# What a provider's template may be filled with: what it is called, and how one looks.
FACTS = {
    "ma": (_l("mã hồ sơ hoặc mã góp ý"), "H19.00.00-261123-0007"),
    "tin": (_l("điều vừa xảy ra"), "đã được tiếp nhận"),
    "ngay_hen": (_l("ngày hẹn trả"), "thứ Hai, 30/11/2026, trước 16:30"),
    "ngay": (_l("ngày của buổi"), "thứ Bảy, 28/11/2026"),
    "noi": (_l("nơi gặp"), "Nhà văn hóa Ấp 7"),
    "don_vi": (_l("tên đơn vị"), "Xã An Phước"),
    "dien_thoai": (_l("điện thoại bộ phận một cửa"), "02513000001"),
}


@dataclass(frozen=True)
class EventKind:
    """One kind of event: "<thing>.<event>", what it is called, who is told, and on which channels that can be.

    It is told on all of them unless the administrator says otherwise; on another channel never. `facts` are what its
    messages bring along for a provider's template, by the names of FACTS.
    """

    name: str
    label: Any
    whom: Any
    channels: frozenset[Channel] = ALL
    facts: tuple[str, ...] = ()

    @property
    def thing(self) -> str:
        return self.name.partition(".")[0]


_KINDS: dict[str, EventKind] = {}


def register(
    about_kind: str,
    labels: Mapping[Any, Any],
    whom: Any,
    channels: frozenset[Channel] = ALL,
    facts: tuple[str, ...] = (),
) -> None:
    """Make the events of one kind of thing known; `labels` are their codes and what the messages call them."""
    for event, label in labels.items():
        kind = EventKind(name_of(about_kind, event), label, whom, channels, facts)
        _KINDS[kind.name] = kind


def name_of(about_kind: str, event: str) -> str:
    """Return under which name an event is ruled."""
    return f"{about_kind}.{event}"


def kinds() -> list[EventKind]:
    """Return every kind of event, in the order in which the features registered them."""
    return list(_KINDS.values())


def cells() -> list[tuple[EventKind, Channel]]:
    """Return every kind of event with each channel on which it can be told."""
    return [(kind, channel) for kind in kinds() for channel in Channel if channel in kind.channels]


def kind(name: str) -> EventKind | None:
    """Return one kind of event, or None."""
    return _KINDS.get(name)
