"""The tick at intake: whether people want to be congratulated (Luật 91/2025/QH15; silence is no consent).

Without it nothing is written. Taken back, what waits to be read, signed or sent is thrown away at once.
"""

from datetime import datetime

from sqlalchemy import Select, select

from cqtt.dossiers.consents import Consent, register_consent
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.letters import actions
from cqtt.letters.models import Letter, LetterTrigger
from cqtt.letters.rules import CONSENT, KIND_OF, Kind, Status

CONGRATULATIONS = tuple(occasion for occasion, kind in KIND_OF.items() if kind is Kind.CONGRATULATION)
WAITING = (Status.DRAFT, Status.APPROVED)


def is_asked(procedure_id: int) -> bool:
    """Tell whether the result of this procedure is one to congratulate on."""
    caused = select(LetterTrigger.occasion).where(LetterTrigger.procedure_id == procedure_id, LetterTrigger.is_on)
    return db.session.scalar(caused) in CONGRATULATIONS


def is_over(dossier: Dossier) -> bool:
    """Tell whether the letter has gone already."""
    return db.session.scalar(_letters_of(dossier).where(Letter.status == Status.SENT).limit(1)) is not None


def throw_away_waiting(dossier: Dossier, at: datetime) -> None:
    """Throw away the congratulations that have not gone yet; a number one had stays in the register."""
    for letter in db.session.scalars(_letters_of(dossier).where(Letter.status.in_(WAITING))).all():
        actions.discard(letter, letter.revision, None, _("Người dân không muốn nhận thư nữa."), at)


def _letters_of(dossier: Dossier) -> Select[Letter]:
    return select(Letter).where(Letter.dossier_id == dossier.id, Letter.occasion.in_(CONGRATULATIONS))


register_consent(
    Consent(
        key=CONSENT,
        question=_l("Tôi muốn nhận thư chúc mừng của Ủy ban nhân dân"),
        at_desk=_l("Ông/Bà muốn nhận thư chúc mừng"),
        help=_l(
            "Thư chúc mừng do lãnh đạo đọc và ký, gửi khi đã đăng ký xong. Không đánh dấu thì chúng tôi không gửi."
        ),
        given=_l("Ông/Bà đã đồng ý nhận thư chúc mừng của Ủy ban nhân dân."),
        withdraw=_l("Không nhận thư chúc mừng nữa"),
        is_asked=is_asked,
        is_over=is_over,
        on_withdrawn=throw_away_waiting,
    )
)
