"""What the channels are called, and where administrators find each."""

from cqtt.i18n import _l
from cqtt.notifications.models import Channel

CHANNELS = {
    Channel.EMAIL: _l("Thư điện tử"),
    Channel.SMS: _l("Tin nhắn SMS"),
    Channel.ZALO: _l("Zalo"),
    Channel.PUSH: _l("Thông báo trên máy"),
    Channel.BY_HAND: _l("Gửi tay"),
}
SHORT = {
    Channel.EMAIL: _l("Thư"),
    Channel.SMS: _l("SMS"),
    Channel.ZALO: _l("Zalo"),
    Channel.PUSH: _l("Trên máy"),
    Channel.BY_HAND: _l("Gửi tay"),
}
ICONS = {
    Channel.EMAIL: "mail",
    Channel.SMS: "phone",
    Channel.ZALO: "send",
    Channel.PUSH: "megaphone",
    Channel.BY_HAND: "user",
}
SLUGS = {
    "thu-dien-tu": Channel.EMAIL,
    "sms": Channel.SMS,
    "zalo": Channel.ZALO,
    "thong-bao": Channel.PUSH,
}
ENDPOINTS = {
    Channel.EMAIL: "notifications.email",
    Channel.SMS: "notifications.sms",
    Channel.ZALO: "notifications.zalo",
    Channel.PUSH: "notifications.push",
    Channel.BY_HAND: "notifications.by_hand",
}


def slug_of(channel: Channel) -> str:
    """Return how a channel stands in an address."""
    return next(slug for slug, other in SLUGS.items() if other is channel)
