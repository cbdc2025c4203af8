"""How e-mails, links, names in networks and places where somebody lives are written."""

import re

from cqtt.redaction.patterns import Found, Kind, Sight, pattern

_TLD = r"""(?:com|net|org|vn(?:(?<!\.gov\.vn)|(?=[/?]))|info|biz|edu|io|app|dev|shop|xyz|top|online|site|link|asia|pro
    |live|store|club|tk|ru|cn|us)"""
_MAILER = r"(?:gmail|yahoo|hotmail|outlook|icloud|ymail)"
_DOT = r"(?:\ cham\ |\ dot\ |\ ?[(\[](?:dot|cham)[)\]]\ ?|\.)"
_IN_EMAILS, _IN_HOSTS = "._%+-", ".-_"


def _is_after_an_account(found: Found) -> bool:
    """Whether the word before "gmail.com" looks like somebody's account there: the @ was forgotten."""
    before = found.string[max(0, found.start() - 40) : found.start()].split(" ")[-2:]
    return len(before) == 2 and (len(before[0]) >= 6 or any(char.isdecimal() or char == "." for char in before[0]))


EMAILS = (
    pattern(Kind.EMAIL, r"@[\w-]++(?:\.[\w-]++){0,4}", before=_IN_EMAILS),
    pattern(Kind.EMAIL, r"@\ [\w-]++(?:\ ?\.\ ?[\w-]++){1,4}", before=_IN_EMAILS, spaced=True),
    pattern(
        Kind.EMAIL,
        rf"[(\[](?:at|a\ cong)[)\]]\ ?[\w-]{{1,63}}(?:{_DOT}[a-z]{{2,8}}\b){{1,3}}",
        before=_IN_EMAILS,
        spaced=True,
    ),
    pattern(
        Kind.EMAIL,
        rf"a(?:\ cong|\ moc|t)\ [\w-]{{1,63}}(?:{_DOT}(?:com|vn|net|org)\b){{1,3}}",
        lambda found: found.string[found.start() - 1] == " ",
        before=_IN_EMAILS,
        spaced=True,
    ),
    pattern(Kind.EMAIL, rf"{_MAILER}(?:\.|\ cham\ )com\b", _is_after_an_account, before=_IN_EMAILS, spaced=True),
)
LINKS = (
    pattern(Kind.LINK, r"(?:http|hxxp|ftp)s?\ ?:\ ?//\ ?\S++"),
    pattern(Kind.LINK, r"www\.\S++"),
    pattern(Kind.LINK, r"\.[a-z]{2,10}[/?][^\s.,;]\S*+", before=_IN_HOSTS),
    pattern(Kind.LINK, rf"\.{_TLD}(?!\w)(?:\.[a-z]{{2,3}}(?!\w))?(?:[/?:\#]\S*+)?", before=_IN_HOSTS),
    pattern(Kind.LINK, r"cham\ (?:com|vn|net|org)\b(?:\ cham\ vn\b)?", before=_IN_HOSTS, spaced=True),
)

_NETWORK = r"(?:facebook|fb|zalo|tiktok|telegram|instagram|viber|nick|skype)"
_THEIRS = r"(?:\ (?:ten|la|nick|cua|toi|minh|em|id|ca|nhan|co)(?=[ :]))*+"
HANDLES = (
    pattern(Kind.ACCOUNT, rf"{_NETWORK}\b{_THEIRS}\ ?[: ]\ ?(?P<it>@?(?=[\w.]*[\d._])[\w.]{{4,40}})(?!\w)"),
    pattern(
        Kind.ACCOUNT,
        rf"(?i:{_NETWORK}\b{_THEIRS})\ ?:\ ?(?P<it>@?(?!(?i:xa|ubnd|uy|cong)\b)[\w.]{{3,40}}(?:\ [A-Z][a-z]+){{0,3}})",
        sight=Sight.CAPITALS,
    ),
    pattern(Kind.ACCOUNT, r"@[\w.]{3,40}"),
)

_GROUP = r"(?:,?\ to\ \d{1,3}[a-z]?(?!\w))?"  # "tổ 5": below the hamlet nothing is said in public
_HOUSE = rf"\d{{1,5}}[a-z]{{0,2}}(?:\ bis)?(?:[/-]\d{{1,4}}[a-z]{{0,2}}){{0,4}}(?!\w){_GROUP}"
_SLASHED = rf"\d{{1,5}}[a-z]{{0,2}}(?:/\d{{1,4}}[a-z]{{0,2}}){{1,4}}(?!\w){_GROUP}"
_STREET = r"(?:duong|hem|ngo|kiet|kp|khu\ pho|quoc\ lo|ql|tinh\ lo|dt|huong\ lo|hl|to\ \d|ap)\b"
# "Đầu hẻm 3 ngày nay": so long, not where; but "hẻm 12 ngày nào cũng ngập" is where.
_COUNTS = r"""(?!\ (?:ng[àa]y(?!\ (?:n[àa]o|mai|h[ôo]m|[đd][êe]m))|(?:th[áa]ng|tu[ầa]n)(?!\ n(?:ày|[àa]o))
    |n[ăa]m(?!\ (?:n[àa]o|ngo[áa]i))|gi[ờo]|l[ầa]n)\b)"""


def _is_house(found: Found) -> bool:
    """Whether "112/3, ấp 7" is a house: what may be a day is none here, it would be told by "nhà" or "ở"."""
    parts = found["it"].split("/")
    if len(parts) > 2 or not all(part.isdecimal() for part in parts):
        return True
    return not (1 <= int(parts[0]) <= 31 and 1 <= int(parts[1]) <= 12)


def _is_of_no_street(found: Found) -> bool:
    """Whether the number is a house's and not that of a street, an alley or a hamlet."""
    return not re.search(r"(?:duong|hem|ap|xe|buyt|tuyen) $", found.string[max(0, found.start() - 7) : found.start()])


ADDRESSES = (
    pattern(
        Kind.ADDRESS,
        rf"""(?:so\ nha|nha\ so|nha\ o\ so|nha\ toi\ so|dia\ chi)(?:\ (?:so|la|nha|o|tai|toi|cua|minh|em)\b){{0,4}}
        \ ?:?\ ?(?P<it>{_HOUSE})""",
    ),
    pattern(Kind.ADDRESS, rf"(?:nha|so|o|tai|ngu|tru|dia\ chi)\ (?:so\ )?(?P<it>{_SLASHED})(?!/)"),
    pattern(
        Kind.ADDRESS,
        rf"(?P<it>\d(?<![\w/.].)\d{{0,4}}[a-z]{{0,2}}(?:/\d{{1,4}}[a-z]{{0,2}}){{1,4}}(?!\w){_GROUP})(?=,?\ {_STREET})",
        _is_house,
    ),
    pattern(Kind.ADDRESS, rf"so\ (?P<it>\d{{1,5}}[a-z]?)(?=,?\ {_STREET})", _is_of_no_street),
    pattern(
        Kind.ADDRESS,
        rf"""(?:h[ẻe]m|ng[õo]|ng[áa]ch|ki[ệe]t)\ (?:s[ốo]\ \d{{1,5}}[a-z]?(?!\w) | \d{{1,5}}[a-z]?(?!\w){_COUNTS})
        (?:/\d{{1,4}}[a-z]?(?!\w)){{0,4}}""",
        sight=Sight.MARKS,
    ),
    pattern(
        Kind.ADDRESS,
        rf"""(?:c[ăa]n\ h[ộo]|ph[òo]ng\ tr[ọo]|l[ôo](?:\ đất|\ dat)?)\ (?:s[ốo]\ )?
        [a-z]{{0,2}}[-.]?\d{{1,5}}[a-z]?(?!\w){_COUNTS}""",
        lambda found: not re.search(r"(?:ốc|oc|nh|ng) $", found.string[max(0, found.start() - 3) : found.start()]),
        sight=Sight.MARKS,
    ),
    pattern(
        Kind.ADDRESS,
        r"(?:thua(?:\ dat)?|to\ ban\ do)(?:\ so)?\ ?:?\ ?(?P<it>\d{1,5}(?:,?\ to\ (?:so\ )?\d{1,4})?)(?!\w)",
    ),
    pattern(Kind.ADDRESS, r"\d(?<![\d.].)\d?\.\d{4,}\ ?[,;]?\ ?1\d\d\.\d{4,}(?!\d)"),
)
