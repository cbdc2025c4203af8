"""How a signed letter reaches its reader: by the outbox with a secret link, on paper, or from hand to hand."""

from datetime import datetime

from flask import current_app

from cqtt.addresses import full_url
from cqtt.clock import due_text
from cqtt.commune.models import Commune, Officer, the_commune
from cqtt.dossiers import actions as dossier_actions
from cqtt.dossiers.models import Dossier
from cqtt.i18n import _, _l
from cqtt.letters.models import Letter
from cqtt.letters.rules import SEALED, Kind, Occasion, Way
from cqtt.notifications.actions import About, Message, announce, in_short
from cqtt.notifications.connections import open_channels
from cqtt.notifications.kinds import ALL, name_of, register
from cqtt.notifications.models import Channel
from cqtt.notifications.rules import channels_to

ABOUT, EVENT = "letter", "send"
BY_MESSAGE = (Way.EMAIL, Way.TEXT)
register(ABOUT, {EVENT: _l("có thư của xã")}, _l("người nhận thư"), ALL - {Channel.PUSH}, ("don_vi",))


def ways_open(letter: Letter) -> list[Way]:
    """Return how this letter can be sent, the quickest first: a message only where a channel is open for it."""
    is_open = open_channels(name_of(ABOUT, EVENT), current_app.config["SETTINGS"])
    by_message = [way for way in BY_MESSAGE if channels_to(*_reached_by(letter, way), is_open)]
    return [*by_message, Way.PRINTED, Way.HANDED]


def _reached_by(letter: Letter, way: Way) -> tuple[str, str]:
    """Return the mail address and the telephone that a way by message goes to: one of them."""
    return (letter.to_email, "") if way is Way.EMAIL else ("", letter.to_phone)


def way_by_default(letter: Letter) -> Way:
    """Return how it is sent when nobody says: a condolence goes from hand to hand, on paper."""
    if letter.kind is Kind.CONDOLENCE:
        return Way.HANDED
    return ways_open(letter)[0]


def letter_link(letter: Letter) -> str:
    """Return the link that opens the letter."""
    return full_url("letters.open_letter", token=letter.token)


def deliver(letter: Letter, way: Way, officer: Officer, at: datetime, first: bool) -> None:
    """Let the letter go its way. An apology about a dossier also stands on the dossier, from its first sending."""
    if first and letter.kind is Kind.APOLOGY and letter.occasion not in SEALED and letter.dossier is not None:
        _write_into_dossier(letter, letter.dossier, way, officer, at)
    if way in BY_MESSAGE:
        _announce(letter, way, at)


def _write_into_dossier(letter: Letter, dossier: Dossier, way: Way, officer: Officer, at: datetime) -> None:
    """Let the dossier say sorry, and tell the person unless the letter itself comes as a message."""
    dossier_actions.apologise(
        dossier, _told(letter), at, letter.id, officer, letter.new_due_at, is_told_apart=way in BY_MESSAGE
    )


def _told(letter: Letter) -> str:
    """Return what stands on the dossier's page."""
    reason = f" {letter.reason.rstrip('.')}." if letter.reason else ""
    if letter.occasion is Occasion.LATE and letter.new_due_at:
        return _(
            "Chúng tôi xin lỗi Ông/Bà vì chưa kịp ngày đã hẹn.%(reason)s Ngày hẹn mới: %(day)s.",
            reason=reason,
            day=due_text(letter.new_due_at),
        )
    if letter.occasion is Occasion.RESOLVED_LATE:
        return _("Chúng tôi xin lỗi Ông/Bà vì kết quả có trễ so với ngày đã hẹn.%(reason)s", reason=reason)
    return _("Chúng tôi xin lỗi Ông/Bà vì sai sót của mình.%(reason)s", reason=reason)


def _announce(letter: Letter, way: Way, at: datetime) -> None:
    key = f"letter-{letter.id}-{letter.revision}"
    email, phone = _reached_by(letter, way)
    announce(key, About(ABOUT, letter.id, EVENT), message(letter, the_commune()), email, phone, at)


def message(letter: Letter, commune: Commune) -> Message:
    """Return the words that carry a letter: by mail the letter itself, to a telephone its link alone."""
    link = letter_link(letter)
    body = _("%(letter)s\n\nXem và in thư: %(link)s\n%(unit)s", letter=letter.body, link=link, unit=commune.full_name)
    sentence = _("%(unit)s có một lá thư gửi Ông/Bà. Mời xem: ", unit=commune.full_name)
    return Message(letter.subject, body, in_short(sentence, link), {"don_vi": commune.full_name})
