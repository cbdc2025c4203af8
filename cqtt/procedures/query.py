"""Read what people type into the search box: words, the filler of a question, a code."""

import re
import unicodedata
from dataclasses import dataclass

from cqtt.text import fold

_MAX_LETTERS, _MAX_WORDS = 200, 24
_WORD = re.compile(r"[^\W_]+")
_FINAL_Y = re.compile(r"([bcdghklmnprstvx]+)y")

# Words that carry a question, not its subject. Those whose unmarked form is also another word ("can" is cần
# and căn) stand only in the list with marks.
_FILLERS = """
tôi mình em anh chị muốn làm xin cần thì gì cho ở đâu thế nào như là có không được bị giờ đã đang sẽ mới
rồi với và của để về khi mà hay phải nên biết hỏi giúp này đó vậy ạ nhé bao nhiêu những các một ra đi
lại hết thôi nữa nếu
tui mần hông hổng chừ rứa răng mô dìa đặng tụi nghen đc ko
"""
_UNMARKED_FILLERS = """
toi minh em anh muon lam xin thi gi cho dau the nao nhu co khong duoc gio dang se roi voi va cua khi hay
phai biet hoi giup nay vay nhe bao nhieu nhung cac ra lai neu
tui ko dc ntn
"""
# Turns of speech that are left out as a whole.
_TURNS = """
can nhung giay to gi, can nhung giay to nao, het bao nhieu tien, mat bao nhieu tien, bao nhieu tien, can
giay to gi, lam giay to gi, can chuan bi gi, can mang theo gi, can nhung gi, gom nhung gi, cho toi hoi,
can giay gi, can mang gi, lam giay gi, giay to gi, lam the nao, nhu the nao, lam o dau, nop o dau, mat
bao lau, trong bao lau, co duoc khong, toi muon, cho hoi, xin hoi, can gi, giay gi, gom gi, lam sao, the
nao, thi sao, ra sao, o dau, bao nhieu, bao lau, may ngay, duoc khong, phai khong, co can, thu tuc,
huong dan
"""
_ENDINGS = """sao nao vay ha ta day"""


@dataclass(frozen=True)
class Word:
    """A word at its place in a text: as compared without marks (`term`), and with them (`marked`)."""

    term: str
    marked: str
    start: int
    end: int

    @property
    def has_marks(self) -> bool:
        return "|" in self.marked


def read_words(text: str) -> list[Word]:
    """Return the words of a text; places count in its NFC form."""
    return [_word(match) for match in _WORD.finditer(unicodedata.normalize("NFC", text))]


def _word(match: re.Match[str]) -> Word:
    typed = match.group()
    folded = fold(typed)
    # "kí" and "ký", "lí" and "lý" are one word written in two ways.
    ending = _FINAL_Y.fullmatch(folded)
    term = f"{ending[1]}i" if ending else folded
    return Word(term, term + _marks(typed), match.start(), match.end())


def _marks(typed: str) -> str:
    """Return the marks of a word wherever they stand, so that either placing of a tone mark is one."""
    low = typed.lower()
    parts = [char for char in unicodedata.normalize("NFD", low) if unicodedata.combining(char)]
    parts += ["đ"] * (low.count("đ") + low.count("ð"))
    return "|" + "".join(sorted(parts)) if parts else ""


_FILLER_FORMS = frozenset(word.marked for word in read_words(_FILLERS))
_UNMARKED_FILLER_FORMS = frozenset(word.marked for word in read_words(_UNMARKED_FILLERS))
_TURN_TERMS = sorted(
    (tuple(word.term for word in read_words(turn)) for turn in _TURNS.split(",")), key=len, reverse=True
)
_ENDING_TERMS = frozenset(word.term for word in read_words(_ENDINGS))


def is_filler(word: Word) -> bool:
    """Tell whether the word says only that a question is asked."""
    return word.marked in (_FILLER_FORMS if word.has_marks else _UNMARKED_FILLER_FORMS)


def read_query(query: str) -> tuple[list[Word], str]:
    """Return the words of a query without its turns of speech, and the digits of a code or its beginning."""
    text = query[:_MAX_LETTERS]
    words = read_words(text)[:_MAX_WORDS]
    return _without_turns(words) or words, _code(text)


def _without_turns(words: list[Word]) -> list[Word]:
    kept: list[Word] = []
    at = 0
    terms = tuple(word.term for word in words)
    while at < len(words):
        turn = next((turn for turn in _TURN_TERMS if terms[at : at + len(turn)] == turn), ())
        if not turn:
            kept.append(words[at])
        at += len(turn) or 1
    if len(kept) > 2 and kept[-1].term in _ENDING_TERMS and kept[-2].term != "ban":  # "đăng ký sao", never "bản sao"
        kept.pop()
    return kept


_WHOLE_CODE = re.compile(r"\d[\d.\s]*(\.?h\d{1,2})?[\d.\s]*", re.IGNORECASE)
_CODE_INSIDE = re.compile(r"(?<!\d)\d\.\d{6}(?!\d)|(?<!\d)\d{7}(?!\d)")


def _code(text: str) -> str:
    """Return the digits of a procedure's code: 1.001193, 1001193, 1.0011…, 1.001193.000.00.00.H19."""
    typed = text.strip()
    if _WHOLE_CODE.fullmatch(typed):
        digits = "".join(char for char in typed.lower().partition("h")[0] if char in "0123456789")
        return digits[:7] if len(digits) > 2 or "." in typed else ""
    inside = _CODE_INSIDE.search(typed)
    return inside[0].replace(".", "") if inside else ""
