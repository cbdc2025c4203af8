"""The fixed words of a letter on paper, in the two languages letters are written in. No Flask here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cqtt.commune.models import Commune, Officer, UnitKind
from cqtt.dossiers.papers.people import unit_name
from cqtt.letters import salutations
from cqtt.letters.rules import Kind
from cqtt.letters.wording import english_day
from cqtt.paper import formal_day

SYMBOL = "PXL"  # of form 04, behind its number


@dataclass(frozen=True)
class PaperWords:
    """What stands on every letter of one language."""

    nation: str
    motto: str
    to: str
    receivers: str
    as_above: str
    archive: str
    leader: str  # over the place of a signature, while nobody has signed
    form_04: str
    draft: str
    scan: str
    kinds: Mapping[Kind, str]

    def agency(self, commune: Commune) -> str:
        """Return who writes, in two lines."""
        return f"Ủy ban nhân dân\n{commune.name_in_text}"

    def number(self, number: str) -> str:
        return f"Số: {number}/{SYMBOL}"

    def place_and_date(self, place: str, at: datetime | None) -> str:
        """Return "An Phước, ngày 05 tháng 02 năm 2026", with room for the day while nobody has signed."""
        return f"{place}, {formal_day(at) if at else 'ngày …… tháng …… năm ………'}"

    def unit(self, commune: Commune) -> str:
        """Return the unit as it stands inside a sentence: xã An Phước."""
        return commune.name_in_text

    def committee(self, commune: Commune) -> str:
        """Return who writes, inside a sentence."""
        return unit_name(commune)

    def leader_named(self, leader: Officer) -> str:
        """Return a leader to be called, by office and name."""
        return f"{leader.title} {leader.name}".strip()

    def named(self, salutation: str, name: str) -> str:
        """Return whom a letter is for; `salutation` is Vietnamese in every language."""
        return salutations.named(salutation, name)

    def signing_line(self, line: str) -> str:
        return line


class EnglishWords(PaperWords):
    """The same, for those who do not read Vietnamese."""

    def agency(self, commune: Commune) -> str:
        return f"People's Committee\nof {self.unit(commune)}"

    def unit(self, commune: Commune) -> str:
        return f"{commune.name} {_UNITS[commune.kind]}"

    def committee(self, commune: Commune) -> str:
        return f"the People's Committee of {self.unit(commune)}"

    def leader_named(self, leader: Officer) -> str:
        return leader.name

    def number(self, number: str) -> str:
        return f"No.: {number}/{SYMBOL}"

    def place_and_date(self, place: str, at: datetime | None) -> str:
        return f"{place}, {english_day(at.day, at.month, at.year)}" if at else f"{place}, …………………"

    def named(self, salutation: str, name: str) -> str:
        return salutations.named(salutations.in_language(salutation, "en"), name)

    def signing_line(self, line: str) -> str:
        return _SIGNING.get(line, line)


_UNITS = {UnitKind.XA: "Commune", UnitKind.PHUONG: "Ward", UnitKind.DAC_KHU: "Special Zone"}
_SIGNING = {
    "TM. ỦY BAN NHÂN DÂN": "FOR THE PEOPLE'S COMMITTEE",
    "CHỦ TỊCH": "CHAIRPERSON",
    "KT. CHỦ TỊCH": "FOR THE CHAIRPERSON",
    "PHÓ CHỦ TỊCH": "VICE CHAIRPERSON",
}
_VIETNAMESE = PaperWords(
    nation="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    motto="Độc lập - Tự do - Hạnh phúc",
    to="Kính gửi:",
    receivers="Nơi nhận:",
    as_above="Như trên",
    archive="Lưu: VT",
    leader="LÃNH ĐẠO ỦY BAN NHÂN DÂN",
    form_04="VĂN BẢN XIN LỖI\nVÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
    draft="BẢN NHÁP",
    scan="Quét để đọc thư này trên điện thoại",
    kinds={
        Kind.APOLOGY: "Thư xin lỗi",
        Kind.THANKS: "Thư cảm ơn",
        Kind.CONGRATULATION: "Thư chúc mừng",
        Kind.CONDOLENCE: "Thư chia buồn",
    },
)
_ENGLISH = EnglishWords(
    nation="SOCIALIST REPUBLIC OF VIET NAM",
    motto="Independence - Freedom - Happiness",
    to="To:",
    receivers="Recipients:",
    as_above="As above",
    archive="Archive",
    leader="LEADER OF THE PEOPLE'S COMMITTEE",
    form_04="LETTER OF APOLOGY\nAND REQUEST FOR MORE TIME",
    draft="DRAFT",
    scan="Scan to read this letter on a telephone",
    kinds={
        Kind.APOLOGY: "Letter of apology",
        Kind.THANKS: "Letter of thanks",
        Kind.CONGRATULATION: "Congratulations",
        Kind.CONDOLENCE: "Condolences",
    },
)


def of(language: str) -> PaperWords:
    """Return the words of a language; Vietnamese for one that has none."""
    return _ENGLISH if language == "en" else _VIETNAMESE
