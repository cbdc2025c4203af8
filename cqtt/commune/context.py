"""What every page knows: the unit, whether its door is open, and how days, numbers and phones are written."""

import logging
from dataclasses import dataclass

from flask import request
from sqlalchemy.exc import SQLAlchemyError

from cqtt import clock, text
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune
from cqtt.commune.views import bp
from cqtt.extensions import db

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class UnnamedUnit:
    """Stands in for the unit where there is none yet, so that pages, errors above all, can be drawn."""

    full_name: str = "Chính quyền thân thiện"
    name_in_text: str = "đơn vị"
    name: str = ""
    parent_name: str = ""
    superior_name: str = ""
    address: str = ""
    phone: str = ""
    hotline: str = ""
    email: str = ""
    hamlet_word: str = "ấp"
    desk_word: str = "Trung tâm Phục vụ hành chính công"
    portal_url: str = "https://dichvucong.gov.vn"
    is_sample: bool = False
    revision: int = 0


@bp.app_context_processor
def about_the_unit() -> dict[str, object]:
    """Give every template the unit and the words about its door; one query a page."""
    commune, opening = _unit_and_door()
    return {
        "commune": commune,
        "opening": opening,
        "current_section": request.blueprint if request else None,
    }


def _unit_and_door() -> tuple[Commune | UnnamedUnit, str | None]:
    try:
        commune = db.session.get(Commune, 1)
        if commune is None:
            return UnnamedUnit(), None
        return commune, working_calendar(commune).today_sentence(clock.now())
    except SQLAlchemyError:
        # The page that says "the system is busy" needs no database to say it.
        logger.exception("the unit could not be read")
        db.session.rollback()
        return UnnamedUnit(), None


def dong(amount: int) -> str:
    """Return 8000 as "8.000 đồng", which no line break tears apart."""
    return f"{amount:,}".replace(",", ".") + "\u00a0đồng"


def tel(phone: str) -> str:
    """Return the address behind a number to tap: `tel:+84912345678`; a short number is dialled as it is."""
    dialled = "".join(char for char in phone if char.isdecimal() or char == "+")
    return f"tel:+84{dialled[1:]}" if text.parse_phone(dialled) == dialled else f"tel:{dialled}"


WORDINGS = (
    clock.date_text,
    clock.day_text,
    clock.time_text,
    clock.moment_text,
    clock.due_text,
    text.group_phone,
    text.mask_name,
    text.mask_phone,
    text.mask_number,
    dong,
    tel,
)
for _wording in WORDINGS:
    bp.add_app_template_filter(_wording)
    bp.add_app_template_global(_wording)
