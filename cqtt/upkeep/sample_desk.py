"""What else the demonstration's desk has: an invented account, fees two people confirmed, a declaration."""

from datetime import datetime

from sqlalchemy import select

from cqtt.commune.models import Officer, the_commune
from cqtt.declarations import actions as declarations
from cqtt.declarations import kept
from cqtt.declarations.names import known_names, name_groups
from cqtt.declarations.rules import examine
from cqtt.declarations.sample import NAME, sample_template
from cqtt.extensions import db
from cqtt.fees import actions as fees
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import ProcedureVersion, VersionStatus, published_version

BANK_BIN, BANK = "970499", "Ngân hàng mẫu (không có thật)"
ACCOUNT = "000000000019"
DECLARED = "1.001193"  # the procedure the sample declaration is about


def fill(at: datetime) -> None:
    """Give the demonstration what administrators would have set up: all of it invented, and evidently so."""
    first, second = _administrators()
    account = fees.propose_account(BANK_BIN, BANK, ACCOUNT, f"UBND {the_commune().name_in_text}".upper(), first, at)
    fees.confirm_account(account, second, at)
    amounts = _known_fees()
    fees.propose_fees(amounts, first, at)
    fees.confirm_fees(amounts, second, at)
    _put_declaration_to_use(first, at)


def _administrators() -> tuple[Officer, Officer]:
    first, second = (
        db.session.scalars(select(Officer).where(Officer.login == login)).one() for login in ("quantri", "quantri2")
    )
    return first, second


def _known_fees() -> dict[int, int]:
    """Return the amount of every published version that asks for money and says how much for certain."""
    published = select(ProcedureVersion).where(ProcedureVersion.status == VersionStatus.PUBLISHED)
    known = {
        version.id: ProcedureContent.from_json(version.content).known_fee for version in db.session.scalars(published)
    }
    return {version_id: fee.amount_vnd for version_id, fee in known.items() if fee and fee.amount_vnd}


def _put_declaration_to_use(officer: Officer, at: datetime) -> None:
    version = published_version(DECLARED)
    if version is None:
        raise LookupError(f"the catalogue has no procedure {DECLARED}")
    content = ProcedureContent.from_json(version.content)
    accepted = examine(sample_template(), NAME, known_names(name_groups(content, the_commune())))
    key = kept.template_store().put(accepted.content)
    declarations.put_to_use(version.procedure_id, accepted, key, officer, at)
