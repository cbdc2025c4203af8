"""Forms of address: what people, couples, children, families and bodies are called in a letter. No Flask here."""

import re
from collections.abc import Mapping

USUAL, COUPLE, FAMILY, BODY = "Ông/Bà", "Ông và Bà", "Gia đình", "Quý đơn vị"
SALUTATIONS = (
    *("Ông", "Bà", USUAL, COUPLE, "Anh", "Chị", "Anh và Chị", "Cụ", "Cháu"),
    *("Gia đình ông", "Gia đình bà", FAMILY, BODY, "Quý cơ quan"),
)
_ENGLISH = {"Ông": "Mr", "Bà": "Ms", "Anh": "Mr", "Chị": "Ms", COUPLE: "Mr and Ms", "Anh và Chị": "Mr and Ms"}
FAMILY_IN_ENGLISH = "The family of"
# What each of two is called, by what both are; letters written before know "Anh/Chị".
_OF_TWO = {
    COUPLE: ("Ông", "Bà"),
    "Anh và Chị": ("Anh", "Chị"),
    "Anh/Chị": ("Anh", "Chị"),
    "Mr and Ms": ("Mr", "Ms"),
}
_AND = re.compile(r" (?:và|and) ")
# A name that begins with one of these says itself what somebody is called.
_TITLE = re.compile(
    r"(?:ông bà|ông|bà|cụ|bác|cô|chú|cậu|mợ|dì|dượng|thím|anh|chị|em bé|em|bé|cháu|thầy|cha|mẹ|ba|má|bố|con|vợ|chồng"
    r"|gia đình|người thân|hai|mr|mrs|ms|dr)\.? ",
    re.IGNORECASE,
)
_CHILD = re.compile(r"(?:em bé|bé|cháu) ", re.IGNORECASE)
_HOUSEHOLD = re.compile(r"gia đình ", re.IGNORECASE)
_GROUP = re.compile(
    r"(?:tổ|nhóm|đội|hội|chi hội|câu lạc bộ|ban|hợp tác xã|htx|công ty|doanh nghiệp|hộ kinh doanh|cơ sở|cửa hàng|trường"
    r"|trạm|trung tâm|quỹ|chùa|nhà thờ|nhà chùa|giáo xứ|họ đạo|thánh thất|chi đoàn|đoàn thanh niên|mặt trận|ủy ban"
    r"|u\u1ef7 ban|cơ quan|chi bộ|đảng ủy|ngân hàng|bệnh viện|phòng|khu phố|liên đoàn|công đoàn|nghiệp đoàn|quý) ",
    re.IGNORECASE,
)


def salutation_for(name: str) -> str:
    """Return what somebody is called of whom only the name is known: a group by no title, two by both."""
    if _GROUP.match(f"{name} "):
        return BODY
    if _HOUSEHOLD.match(name):
        return FAMILY
    if _CHILD.match(name):
        return "Cháu"
    return COUPLE if _is_couple(name) else USUAL


def _is_couple(name: str) -> bool:
    """Tell whether these are the names of a man and of a woman, in this order, as their middle names say it."""
    people = _AND.split(name)
    return len(people) == 2 and " Thị " in people[1] and " Thị " not in people[0] and not _TITLE.match(name)


def family_of(salutation: str) -> str:
    """Return how the family of somebody is called: "Gia đình ông"; for who is no single person, the family alone."""
    return f"{FAMILY} {salutation.lower()}" if salutation in ("Ông", "Bà", USUAL) else FAMILY


def in_language(salutation: str, language: str) -> str:
    """Return a form of address as letters of a language have it; empty where English does without one."""
    if language != "en":
        return salutation
    return FAMILY_IN_ENGLISH if is_family(salutation) else _ENGLISH.get(salutation, "")


def is_family(salutation: str) -> bool:
    return salutation.startswith((FAMILY, FAMILY_IN_ENGLISH))


def named(salutation: str, name: str) -> str:
    """Return "Ông Nguyễn Văn A", of a couple "Ông … và Bà …"; a body, and who is titled already, by the name alone."""
    if is_family(salutation):
        return _family_named(salutation, name)
    if salutation.startswith("Quý ") or is_titled(name):
        return name
    return _each_of_two(salutation, name) or f"{salutation} {name}".strip()


def _family_named(salutation: str, name: str) -> str:
    if _HOUSEHOLD.match(name):
        return name
    return f"{salutation} {name if salutation == FAMILY else _untitled(name)}"


def _each_of_two(salutation: str, names: str) -> str:
    """Return both of a couple, each with a title of their own; nothing where it is not two who are named."""
    people, both = _AND.split(names), _OF_TWO.get(salutation)
    if both is None or len(people) != 2:
        return ""
    return f"{both[0]} {people[0]} {'and' if both[0] == 'Mr' else 'và'} {both[1]} {people[1]}"


def within(salutation: str) -> str:
    """Return how somebody is called within a sentence, without the name: a family is one, whoever is its head."""
    return FAMILY if salutation.startswith(FAMILY) else salutation


def is_titled(name: str) -> bool:
    """Tell whether a name says itself what somebody is called: "cụ Lê Văn A"."""
    return _TITLE.match(name) is not None


def _untitled(name: str) -> str:
    return _TITLE.sub("", name, count=1)


def _couple_in_text(names: str, facts: Mapping[str, object]) -> str:
    """Return "ông … và bà …", or as the letter calls both; what was typed with titles stays."""
    people, salutation = _AND.split(names), str(facts.get("xung_ho") or "")
    if len(people) != 2 or is_titled(names):
        return names
    one, other = (title.lower() for title in _OF_TWO.get(salutation, _OF_TWO[COUPLE]))
    return f"{one} {people[0]} và {other} {people[1]}"


def in_text(place: str, words: str, facts: Mapping[str, object], language: str) -> str:
    """Return how a person that a letter speaks of is named in its text: never by the bare name, in English only so."""
    if place not in ("vo_chong", "ten_be", "nguoi_mat"):
        return words
    if language == "en":
        return " and ".join(_untitled(each) for each in _AND.split(words))
    if place == "vo_chong":
        return _couple_in_text(words, facts)
    if is_titled(words):
        return words
    return f"bé {words}" if place == "ten_be" else f"người thân là {words}"
