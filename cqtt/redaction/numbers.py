"""How numbers are written by which somebody can be found: phones, papers, accounts, plates, days of birth."""

import re

from cqtt.redaction.patterns import Found, Kind, Sight, digits_of, pattern

# --- what is a number, but nobody's: it is covered before phones and accounts are looked for ---

_UNIT = r"""(?:đồng(?!\ (?:chí|nai|bào|thời))|đ|vnđ|vnd|triệu|tr|tỷ|tỉ|nghìn|ngàn|usd|dong|trieu|nghin|m2|m3|m²|m³|mét|k
    |người|hộ|lượt|cây|cái)\b"""
NOBODYS = re.compile(
    rf"""\d(?<![\d.,/-].)(?:
      \d?(?P<dot>[/.-])\d{{1,2}}(?P=dot)(?:19|20)\d\d                 # a day
    | (?<=[12])[90]\d\d\ ?-\ ?(?:19|20)\d\d                           # from year to year
    | (?<=1)[89]00(?:[ .-]?\d){{4,6}}                                  # a hotline
    | (?<=[1-9])\d{{0,2}}(?P<group>[., ])\d{{3}}(?:(?P=group)\d{{3}})*+(?=\ ?{_UNIT})
    | (?<=[1-9])\d{{0,7}}(?=\ ?{_UNIT})
    | (?<=[1-9])\d*+(?<=000)(?=\ ?{_UNIT})
    | (?<=[1-9])\d?[.,]\d{{3}}[.,]\d{{3}}(?![.,-]?\d)                  # an amount of millions
    | \.\d{{6}}(?:\.\d{{3}}\.\d\d\.\d\d\.h\d\d)?                       # a procedure of the catalogue
    )(?!\d)""",
    re.VERBOSE,
)

CODES = (
    pattern(Kind.CODE, r"0(?<!\w.)00\.\d\d\.\d\d\.[hg]\d\d\ ?-\ ?\d{6}\ ?-\ ?\d{4}(?!\d)"),
    pattern(Kind.CODE, r"[hg]\d\d(?:\.\d\d){0,3}\ ?-\ ?\d{6}\ ?-\ ?\d{4}(?!\d)"),
    pattern(Kind.CODE, r"(?:GY|PA)[ -][0-9A-Z]{3}[ -]?[0-9A-Z]{4}(?!\w)", sight=Sight.CAPITALS),
)

# --- days of birth, plates ---

_NOT_BORN = re.compile(r"\b(?:khai|hoc|ve|ho|tai|phat|thi|quyet|dan|phuc|hy|hi|moi|tan|giam|an|duong|thu|tu) $")


def _is_born(found: Found) -> bool:
    """Whether somebody is born here, and not taught, registered or kept clean."""
    return not _NOT_BORN.search(found.string[max(0, found.start() - 8) : found.start()])


BIRTHS = (
    pattern(
        Kind.BIRTH,
        r"""(?:sinh|sn|dob)(?:\ (?:ngay|nam|vao|thang|la|ra)){0,3}\ ?:?\ ?
        (?P<it>\d{1,2}\ ?[/.-]\ ?\d{1,2}\ ?[/.-]\ ?\d{2,4} | \d{1,2}\ thang\ \d{1,2}(?:,?\ nam\ \d{4})?
        | \d{1,2}\ \d{1,2}\ (?:19|20)\d\d | \d{1,2}/(?:19|20)\d\d | \d{1,2}/\d{1,2} | (?:19|20)\d\d)(?!\d)""",
        _is_born,
    ),
)

_PROVINCE = r"[1-9]\d(?<![\w.,/]..)"
_FIVE, _FOUR = r"\d{3}[ .]?\d{2}(?!\d)", r"\d{4}(?!\d)"
_NO_AREA = r"(?!m[23])"  # "50 m2 12345"
PLATES = (
    pattern(Kind.PLATE, rf"{_PROVINCE}[ .-]{{0,3}}[A-Z]{{1,2}}\d?[ .-]{{0,3}}{_FIVE}", sight=Sight.CAPITALS),
    pattern(Kind.PLATE, rf"{_PROVINCE}[ -]{{0,3}}[A-Z]{{1,2}}\d?(?:-|\ -\ |(?<=\d)\ ){_FOUR}", sight=Sight.CAPITALS),
    pattern(Kind.PLATE, rf"{_PROVINCE}-?{_NO_AREA}[a-z]{{1,2}}\d?[.-]?{_FIVE}"),
    pattern(Kind.PLATE, rf"{_PROVINCE}[ -]?{_NO_AREA}[a-z]{{1,2}}\d?[ .-]{{0,3}}\d{{3}}\.\d\d(?!\d)"),
    pattern(Kind.PLATE, rf"{_PROVINCE}[ -]?{_NO_AREA}(?:[a-z]\d|[abcdef])[ -]{{1,3}}\d{{5}}(?!\d)"),
    pattern(Kind.PLATE, rf"{_PROVINCE}-?{_NO_AREA}[a-z](?:\d[ -]|-){_FOUR}"),
    pattern(Kind.PLATE, r"[A-Z]{2}[ -]\d\d-\d\d(?!\d)", sight=Sight.CAPITALS),
    pattern(Kind.PLATE, r"\d\d(?<!\w..)[ -]?\d{3}[ -]?(?:ng|qt|nn|cv)[ -]?\d\d(?!\d)"),
    pattern(
        Kind.PLATE,
        r"""(?:bien\ so|bien\ kiem\ soat|bien\ xe|bien\ do|bien\ xanh|bien\ trang|bien\ vang|bks|bsx|bs|bien|xe\ so
        |duoi\ so|so\ duoi|so\ cuoi|duoi)\b(?:\ (?:xe|la|so|mang|may|cuoi|duoi)\b){0,3}\ ?:?\ ?
        (?P<it>(?:\d\d[ -]?[a-z]{1,2}\d?[ .-]{0,3})?\d{2,3}[ .]?\d{2,3})(?!\d)""",
    ),
)

# --- numbers that their own words announce ---


def _is_account(found: Found) -> bool:
    """Whether a number behind the word "tài khoản" is one: an amount of money is none."""
    amount = re.fullmatch(r"[1-9]\d{0,2}(?:[., ]\d{3})+", found["it"])
    unit = re.match(r" ?(?:dong|d|vnd|trieu|tr|nghin|ngan|k)\b", found.string[found.end("it") :][:8])
    return not unit and not (amount and len(digits_of(found["it"])) < 12)


ANNOUNCED = (
    pattern(
        Kind.NUMBER,
        r"""(?:cccd|cmnd|cmtnd|cmt|can\ cuoc|chung\ minh|dinh\ danh|ho\ chieu|passport|gplx|giay\ phep\ lai\ xe
        |bang\ lai|bhyt|bhxh|bao\ hiem|mst|ma\ so\ thue|ho\ khau|ma\ khach\ hang|seri|so\ the|the\ so)\b
        (?:[ :.-]{1,3}(?:so|la|cua|toi|em|chau|ong|ba|anh|chi|hang|cu|moi|ma|cong|dan|nhan|thu|xe|xa|hoi|y|te)\b){0,6}
        [ :.\#-]{0,3}(?P<it>(?:[a-z]{1,4}\ ?)?\d(?:[ .-]?\d){5,19})(?!\d)""",
    ),
    pattern(
        Kind.ACCOUNT,
        r"""(?:stk|so\ tk|tai\ khoan|tk|ngan\ hang|vietcombank|vcb|agribank|bidv|vietinbank|techcombank|mbbank|mb\ bank
        |acb|sacombank|tpbank|vpbank|momo)\b[^\d\n]{0,40}(?P<it>\d(?:[ .-]?\d){5,18})(?!\d)""",
        _is_account,
    ),
)

# --- phones, and every long number that is left ---

_SAID = r"(?:kh[ôo]ng|m[ộốo]t|hai|ba|b[ốo]n|t[ưu]|n[ăa]m|l[ăa]m|s[áa]u|b[ảẩa]y|t[áa]m|ch[íi]n|m[ườu][ờo]?i)"


def _is_said_number(found: Found) -> bool:
    """Whether digits told in words are enough for a phone."""
    words = sum(not part.isdecimal() for part in re.split(r"[ ,.-]+", found[0]))
    return words >= 3 and words + len(digits_of(found[0])) >= 8


def _is_phone(found: Found) -> bool:
    """Whether grouped digits are as many as a phone has, and no day."""
    day = re.fullmatch(r"(?:0?[1-9]|[12]\d|3[01]) (?:0?[1-9]|1[0-2]) (?:19|20)\d\d", found[0])
    return not day and len(digits_of(found[0])) >= 8


PHONES = (
    pattern(
        Kind.PHONE,
        r"(?:\+\ ?84[ .)-]{0,2}\(?0?|84(?<!\d..)[ .-]?|0(?<!\d.)\)?)2(?:[ .,_/()-]{0,3}\d){9}(?!\d)",
    ),
    pattern(
        Kind.PHONE,
        r"""(?:\+\ ?84[ .)-]{0,2}\(?0?|84(?<!\d..)(?=[ .-]?[235789])|0084(?<!\d....)|0(?<!\d.)|o(?<!\w.)(?=[ .-]?\d))
        (?:[ .,_/()*-]{0,3}\d){9}(?!\d)""",
    ),
    pattern(Kind.PHONE, r"0(?<!\d.)\d{1,4}(?:[ .-]\d{2,5}){2,4}(?!\d)", _is_phone),
    pattern(
        Kind.PHONE,
        rf"(?:{_SAID}|\d(?<!\d.)\d{{0,3}})(?:[ ,.-]{{1,3}}(?:{_SAID}|\d{{1,4}})(?!\w)){{3,}}+",
        _is_said_number,
        sight=Sight.MARKS,
    ),
)
NUMBERS = (
    pattern(Kind.NUMBER, r"[A-Z]\d{7,8}(?!\w)", sight=Sight.CAPITALS),
    pattern(Kind.NUMBER, r"[A-Z]{2}(?:[ -]?\d{6,8}|[ -]?\d(?:[ -]?\d){10,14})(?!\d)", sight=Sight.CAPITALS),
    pattern(Kind.ACCOUNT, r"\d(?<!\d.)\d{3}(?:[ .-]\d{4}){3}(?:[ .-]\d{1,4})?(?!\d)"),
    pattern(Kind.NUMBER, r"\d(?<!\d.)\d\d(?:[ .-]?\d{3}){3}(?!\d)"),
    pattern(Kind.NUMBER, r"\d(?<!\d.)\d{3}(?:[ .-]?\d{4}){2}(?!\d)"),
    pattern(Kind.NUMBER, r"\d(?<!\d.)\d\d(?:[ .-]?\d{3}){2}(?!\d)"),
    pattern(Kind.PHONE, r"0(?<!\d.)\d(?:[.-]?\d){8,9}(?!\d)"),
    pattern(Kind.NUMBER, r"\d(?<!\d.)(?:[.-]?\d){7,8}(?!\d)"),
    pattern(Kind.ACCOUNT, r"\d(?<!\d.)(?:[.-]?\d){9,}+"),
)

# --- what a person who approves a text should look at once more ---

SUSPECTS = (
    pattern(Kind.NUMBER, r"\d(?<!\d.)(?:[ .-]?\d){4,}+"),
    pattern(Kind.ADDRESS, r"\d(?<![\w/].)\d{0,3}[a-z]?/\d{1,4}[a-z]?(?:/\d{1,4}[a-z]?)*+(?![\w/])"),
    pattern(Kind.EMAIL, r"@[\w.]{0,40}"),
)
