"""A template is taken only when it holds known names and loops over known lists, and nothing that acts."""

import re
import struct
import time
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from jinja2 import TemplateSyntaxError

from cqtt.declarations.container import MOST_BYTES
from cqtt.declarations.engine import NamesOnly, NotAllowed
from cqtt.declarations.faults import TemplateRefused
from cqtt.declarations.placeholders import MOST_PLACES, Known, nearest
from cqtt.declarations.rules import Accepted, examine
from tests.declarations.papers import MAIN, edited, part_of, with_parts, word

KNOWN = Known(
    {
        "ho_ten": "Họ và tên người yêu cầu",
        "ten_me": "Họ và tên mẹ",
        "ten_cha": "Họ và tên cha",
        "ngay_sinh_tre": "Ngày sinh của cháu",
    }
)

pytestmark = pytest.mark.usefixtures("app")


def accept(paper: bytes) -> Accepted:
    return examine(paper, "mẫu.docx", KNOWN)


def refusal(paper: bytes) -> TemplateRefused:
    with pytest.raises(TemplateRefused) as caught:
        accept(paper)
    return caught.value


def reasons(paper: bytes) -> list[str]:
    return [fault.reason for fault in refusal(paper).faults]


# -- names ----------------------------------------------------------------------------------------


def test_a_template_of_known_names_is_accepted_with_the_names_it_uses() -> None:
    accepted = accept(word("Tôi là {{ ho_ten }}, con của {{ten_me}}.", "{{ ho_ten }}"))
    assert accepted.names == ("ho_ten", "ten_me")
    assert accepted.name == "mẫu.docx"


def test_an_unknown_name_is_quoted_with_the_nearest_known_one() -> None:
    said = refusal(word("Mẹ: {{ ten_ma }}")).sentences
    assert said == ["Trong mẫu có chỗ “{{ ten_ma }}” mà chúng tôi không biết. Có phải {{ ten_me }} hoặc {{ ten_cha }}?"]


def test_a_name_written_as_people_say_it_leads_to_the_right_one() -> None:
    assert nearest("Họ và tên mẹ", KNOWN.names)[0] == "ten_me"
    assert nearest("ngày sinh cháu", KNOWN.names) == ["ngay_sinh_tre"]
    assert nearest("xyz", KNOWN.names) == []
    assert "{{ ngay_sinh_tre }}" in refusal(word("{{ Ngày sinh của cháu }}")).sentence
    assert "Xin xem các tên dùng được" in refusal(word("{{ zzz }}")).sentence


def test_every_fault_is_said_at_once() -> None:
    said = refusal(word("{{ ten_ma }} {{ 7*7 }}", "{% set a = 1 %}", "{{ dang_do")).sentences
    assert len(said) == 4
    assert [quote in sentence for quote, sentence in zip(("ten_ma", "7*7", "set a", "dang_do"), said, strict=True)]


def test_of_very_many_faults_the_first_are_said_and_the_rest_counted() -> None:
    said = refusal(word(*(f"{{{{ {letter}{other}zz }}}}" for letter in "abcde" for other in "fghij"))).sentences
    assert len(said) == 21
    assert said[-1] == "Còn 5 chỗ khác nữa."


def test_a_template_without_places_is_refused() -> None:
    assert reasons(word("TỜ KHAI", "Họ và tên: ………")) == ["no-places"]


def test_more_places_than_any_declaration_has_are_refused() -> None:
    assert reasons(word("{{ ho_ten }} " * (MOST_PLACES + 1))) == ["too-many"]


def test_a_place_that_word_split_into_runs_is_read_whole() -> None:
    assert accept(word(["Tôi là {", "{ ho", "_ten", " }", "}."])).names == ("ho_ten",)
    split = refusal(word(["{", "{ ho_ten.__cl", "ass__ }}"]))
    assert "“{{ ho_ten.__class__ }}”" in split.sentence


HOSTILE = [
    "{{ ho_ten.__class__ }}",
    "{{ ho_ten.__class__.__mro__[1].__subclasses__() }}",
    "{{ ho_ten['__class__'] }}",
    "{{ ''.__class__ }}",
    "{{ () }}",
    "{{ [] }}",
    "{{ {} }}",
    "{{ 7*7 }}",
    "{{ 'a' ~ 'b' }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner() }}",
    "{{ joiner }}",
    "{{ cycler }}",
    "{{ namespace }}",
    "{{ range }}",
    "{{ range(9999999) }}",
    "{{ dict }}",
    "{{ lipsum() }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ self._TemplateReference__context }}",
    "{{ self }}",
    "{{ loop }}",
    "{{ caller() }}",
    "{{ config }}",
    "{{ request.application.__globals__ }}",
    "{{ url_for.__globals__ }}",
    "{{ ho_ten|upper }}",
    "{{ ho_ten|attr('__class__') }}",
    "{{ ho_ten|safe }}",
    "{{ ho_ten is defined }}",
    "{{ ho_ten == 'a' }}",
    "{{ ho_ten if ho_ten }}",
    "{{ not ho_ten }}",
    "{{ -ho_ten }}",
    "{{ ho_ten, ten_me }}",
    "{{ ho_ten() }}",
    "{{ ho_ten.upper() }}",
    "{{ ho_ten[0:1] }}",
    "{{r ho_ten }}",
    "{{p ho_ten }}",
    "{{tr ho_ten }}",
    "{{- ho_ten -}}",
    "{# {{ ho_ten }} #}",
    "{#p ghi chú #}",
    "{% set a = ho_ten %}",
    "{% set ho_ten = 1 %}",
    "{% if ho_ten %}x{% endif %}",
    "{%p if ho_ten %}",
    "{% include 'mau.docx' %}",
    "{% import 'a' as b %}",
    "{% from 'a' import b %}",
    "{% extends 'a' %}",
    "{% block a %}{% endblock %}",
    "{% macro a() %}{% endmacro %}",
    "{% call ho_ten() %}{% endcall %}",
    "{% filter upper %}a{% endfilter %}",
    "{% with a = 1 %}{% endwith %}",
    "{% raw %}{{ ho_ten.x }}{% endraw %}",
    "{% autoescape false %}{{ ho_ten }}{% endautoescape %}",
    "{% do ho_ten.x() %}",
    "{% colspan ho_ten %}",
    "{% cellbg ho_ten %}",
    "{% vm %}",
    "{% hm %}",
    "{% for x in ho_ten %}{% endfor %}",
    "{% for x in range(9) %}{% endfor %}",
    "{% for x in [1, 2] %}{% endfor %}",
    "{% for a, b in cac_giay_to %}{% endfor %}",
    "{% for g in cac_giay_to if g.ten %}{{ g.ten }}{% endfor %}",
    "{% for g in cac_giay_to recursive %}{% endfor %}",
    "{% for g in cac_giay_to|reverse %}{% endfor %}",
    "{% for g in cac_giay_to %}{% else %}x{% endfor %}",
    "{% for g in cac_giay_to %}{{ g }}{% endfor %}",
    "{% for g in cac_giay_to %}{{ g.__class__ }}{% endfor %}",
    "{% for g in cac_giay_to %}{{ g.items }}{% endfor %}",
    "{% for g in cac_giay_to %}{{ g.ten.x }}{% endfor %}",
    "{% for g in cac_giay_to %}{{ loop.index }}{% endfor %}",
    "{% for g in cac_giay_to %}{% for h in cac_giay_to %}{{ h.ten }}{% endfor %}{% endfor %}",
    "{% for ho_ten in cac_giay_to %}{{ ho_ten.ten }}{% endfor %}",
    "{% for loop in cac_giay_to %}{{ loop.ten }}{% endfor %}",
    "{{ cac_giay_to }}",
    "{{ cac_giay_to.__len__ }}",
]


@pytest.mark.parametrize("expression", HOSTILE)
def test_what_is_more_than_a_name_is_refused_and_quoted(expression: str) -> None:
    refused = refusal(word(f"Họ tên: {expression}", "{{ ho_ten }}"))
    places = re.findall(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}", expression)
    assert [place for place in places if f"“{place}”" in refused.sentence]


# Harmless to the engine: remarks, white space, plain text.
AT_THE_ENGINE = [one for one in HOSTILE if not one.startswith(("{#", "{{-", "{% raw"))]


@pytest.mark.parametrize("expression", AT_THE_ENGINE)
def test_the_engine_itself_compiles_nothing_of_it(expression: str) -> None:
    with pytest.raises((NotAllowed, TemplateSyntaxError)):
        NamesOnly(KNOWN).from_string(f"<w:t>{expression}</w:t>")


def test_the_engine_knows_no_filter_no_test_and_no_global() -> None:
    engine = NamesOnly(KNOWN)
    assert not engine.filters and not engine.tests and not engine.globals


@pytest.mark.parametrize(
    ("paragraphs", "said"),
    [
        (["{%p for g in cac_giay_to %}{{ g.ten }}", "{%p endfor %}"], "đứng một mình trong một dòng"),
        (["{%tr for g in cac_giay_to %}", "{%tr endfor %}"], "đứng một mình trong một hàng của bảng"),
        (["{%p for g in cac_giay_to %}", "{{ g.ten }}"], "chưa có {% endfor %}"),
        (["{%p for g in cac_giay_to %}", "{{ g.ten }}", "{% endfor %}"], "không khớp"),
        (["{{ ho_ten }}", "{%p endfor %}"], "không khớp"),
        (["{% for g in cac_giay %}{{ g.ten }}{% endfor %}"], "Danh sách có sẵn: cac_giay_to"),
        (["{% for g in cac_giay_to %}{{ g.tenn }}{% endfor %}"], "Ở đây được dùng: {{ g.stt }}, {{ g.ten }}"),
        (["{{ ho_", "ten }}"], "phải gọn trong một dòng"),
    ],
)
def test_a_loop_that_is_written_wrong_is_explained(paragraphs: list[str], said: str) -> None:
    refused = refusal(word(*paragraphs))
    assert said in refused.sentence
    assert len(refused.faults) <= 2


def test_loops_over_paragraphs_and_rows_are_accepted() -> None:
    def table(paper: object) -> None:
        rows = paper.add_table(rows=3, cols=2).rows  # type: ignore[attr-defined]
        rows[0].cells[0].text = "{%tr for giay in cac_giay_to %}"
        rows[1].cells[0].text, rows[1].cells[1].text = "{{ giay.ten }}", "{{ giay.ban_sao }}"
        rows[2].cells[0].text = "{%tr endfor %}"

    assert accept(word("{%p for g in cac_giay_to %}", "{{ g.stt }}. {{ g.ten }}", "{%p endfor %}", change=table))
    assert accept(word("Gồm: {% for g in cac_giay_to %}{{ g.ten }}; {% endfor %}"))


def test_headers_footers_and_footnotes_are_read_too() -> None:
    def spoil(paper: object) -> None:
        section = paper.sections[0]  # type: ignore[attr-defined]
        section.header.paragraphs[0].text = "{{ dau_trang() }}"
        section.footer.paragraphs[0].text = "{{ chan_trang() }}"

    paper = word("{{ ho_ten }}", change=spoil)
    assert [quote in refusal(paper).sentence for quote in ("dau_trang()", "chan_trang()")] == [True, True]
    notes = with_parts(
        word("{{ ho_ten }}"),
        {
            "word/footnotes.xml": part_of(paper)
            .replace(b"w:document", b"w:footnotes")
            .replace(b"{{ ho_ten }}", b"{{ ghi_chu() }}")
        },
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    row = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    assert "ghi_chu()" in refusal(edited(notes, "</Types>", row, "[Content_Types].xml")).sentence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<w:t>CHỖ</w:t>", "<w:instrText>PAGE {{ ho_ten }}</w:instrText>"),
        ("<w:t>CHỖ</w:t>", "<w:delText>{{ ho_ten.x() }}</w:delText>"),
        ("<w:t>CHỖ</w:t>", '<w:drawing descr="{{ ho_ten }}"/>'),
        ("<w:t>CHỖ</w:t>", "<w:br/>{{ ho_ten }}"),
    ],
)
def test_a_place_outside_the_printed_text_is_refused(old: str, new: str) -> None:
    assert "hidden" in reasons(edited(word("{{ ho_ten }}", "CHỖ"), old, new))


def test_a_brace_written_as_a_number_is_still_a_brace() -> None:
    paper = edited(word("{{ ho_ten }}", "CHỖ"), "CHỖ", "&#123;&#x7b; 7*7 }}")
    assert "“{{ 7*7 }}”" in refusal(paper).sentence
    hidden = edited(word("{{ ho_ten }}", "CHỖ"), "CHỖ", "<![CDATA[{{ 7*7 }}]]>")
    assert "“{{ 7*7 }}”" in refusal(hidden).sentence


def test_places_in_remarks_of_the_xml_are_not_there_for_the_engine() -> None:
    assert accept(edited(word("{{ ho_ten }}", "CHỖ"), "CHỖ", "<!-- {{ 7*7 }} -->")).names == ("ho_ten",)


def test_braces_that_meet_only_when_tags_are_cleaned_away_are_seen_by_the_engine() -> None:
    paper = word("{{ ho_ten }}", "cuối dòng {", "{ 7*7 } }")
    assert reasons(edited(paper, "} }", "}}")) == ["unclosed"]
    assert reasons(paper) == ["not-fillable"]


def test_a_template_that_cannot_be_filled_is_refused() -> None:
    torn = edited(word("{{ ho_ten }}", "CHỖ"), "<w:r><w:t>CHỖ</w:t></w:r>", TORN)
    assert reasons(torn) == ["not-fillable"]


TORN = "<w:ins><w:r><w:t>{{ ho_</w:t></w:r></w:ins><w:r><w:t>ten }}</w:t></w:r>"


# -- the container --------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", [b"", b"xin chao", b"%PDF-1.7 {{ ho_ten }}", b"PK\x03\x04" + b"\0" * 50])
def test_what_is_no_word_document_is_refused(sent: bytes) -> None:
    assert reasons(sent) == ["not-word"]


def test_an_old_or_locked_word_file_is_named_as_such() -> None:
    assert ".doc" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600).sentence


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    assert reasons(b"PK\x03\x04" + b"\0" * MOST_BYTES) == ["too-large"]


@pytest.mark.parametrize(
    "sent",
    [
        lambda: with_parts(word("{{ ho_ten }}"), {"word/media/hinh.png": b"\0" * 30_000_000}),
        lambda: with_parts(word("{{ ho_ten }}"), {"word/media/hinh.png": b"\0" * 8_000_000}),
        lambda: with_parts(word("{{ ho_ten }}"), {"customXml/item9.xml": b"<a>" + b" " * 4_000_000 + b"</a>"}),
        lambda: with_parts(word("{{ ho_ten }}"), {f"word/media/{n}.png": b"x" for n in range(300)}),
    ],
)
def test_a_bomb_is_measured_and_not_unpacked(sent: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = sent()
    opened: list[object] = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *given, **options: opened.append(given))
    assert reasons(bomb) == ["bomb"]
    assert opened == []


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    sent = bytearray(with_parts(word("{{ ho_ten }}"), {"word/media/hinh.png": b"\0" * 500_000}))
    size = struct.pack("<I", 500_000)
    while size in sent:
        at = sent.index(size)
        sent[at : at + 4] = struct.pack("<I", 10)
    assert reasons(bytes(sent)) == ["not-word"]


def test_a_locked_or_oddly_packed_part_is_refused() -> None:
    sent = bytearray(word("{{ ho_ten }}"))
    sent[sent.index(b"PK\x01\x02") + 8] |= 1  # the flags of the first entry in the list of contents
    assert reasons(bytes(sent)) == ["locked"]
    out = BytesIO(word("{{ ho_ten }}"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_BZIP2) as new:
        new.writestr("customXml/item9.xml", b"<a/>")
    assert reasons(out.getvalue()) == ["odd-packing"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../ngoai.xml", "odd-names"),
        ("/tuyet/doi.xml", "odd-names"),
        ("word\\..\\..\\ngoai.xml", "odd-names"),
        ("C:/ngoai.xml", "odd-names"),
        ("WORD/document.xml", "odd-names"),
        ("word/vbaProject.bin", "macro"),
        ("word/vbaData.xml", "macro"),
        ("word/embeddings/oleObject1.bin", "embedded"),
        ("word/embeddings/bang.xlsx", "embedded"),
        ("word/afchunk.htm", "embedded"),
        ("word/activeX/activeX1.bin", "embedded"),
        ("word/mau.docx", "embedded"),
    ],
)
def test_a_part_that_has_no_place_in_a_template_is_refused(name: str, reason: str) -> None:
    assert reasons(with_parts(word("{{ ho_ten }}"), {name: b"<a/>"})) == [reason]


def test_what_a_printer_driver_left_behind_does_no_harm() -> None:
    assert accept(with_parts(word("{{ ho_ten }}"), {"word/printerSettings1.bin": b"\0\1"}))


@pytest.mark.parametrize("missing", ["word/document.xml", "[Content_Types].xml"])
def test_a_zip_without_the_parts_of_word_is_no_word_document(missing: str) -> None:
    assert reasons(with_parts(word("{{ ho_ten }}"), {missing: None})) == ["not-word"]


def test_a_spreadsheet_is_no_word_document() -> None:
    types = part_of(word("x"), "[Content_Types].xml").replace(b"wordprocessingml.document", b"spreadsheetml.sheet")
    assert reasons(with_parts(word("{{ ho_ten }}"), {"[Content_Types].xml": types})) == ["not-word"]


def test_a_document_with_macros_is_refused_whatever_it_is_called() -> None:
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    old = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert reasons(edited(word("{{ ho_ten }}"), old, kind, "[Content_Types].xml")) == ["macro"]


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize(
    ("kind", "target", "mode", "reason"),
    [
        ("hyperlink", "https://example.com/?q=1", "External", "external"),
        ("attachedTemplate", "file:///C:/Normal.dotm", "External", "external"),
        ("attachedTemplate", "https://example.com/mau.dotm", "External", "external"),
        ("image", "https://example.com/a.png", "External", "external"),
        ("image", "//example.com/a.png", "External", "external"),
        ("frame", "https://example.com/", "External", "external"),
        ("oleObject", "embeddings/a.xml", None, "embedded"),
        ("package", "embeddings/a.xml", None, "embedded"),
        ("aFChunk", "a.xml", None, "embedded"),
        ("subDocument", "a.xml", None, "embedded"),
        ("control", "activeX/a.xml", None, "embedded"),
        ("vbaProject", "a.xml", None, "macro"),
    ],
)
def test_a_relationship_that_leads_out_or_acts_is_refused_and_named(
    kind: str, target: str, mode: str | None, reason: str
) -> None:
    told = f' TargetMode="{mode}"' if mode else ""
    row = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{told}/></Relationships>'
    refused = refusal(edited(word("{{ ho_ten }}"), "</Relationships>", row, "word/_rels/document.xml.rels"))
    assert [fault.reason for fault in refused.faults] == [reason]
    assert reason == "macro" or target in refused.sentence


def test_a_link_made_by_word_itself_is_an_external_relationship() -> None:
    def link(paper: object) -> None:
        paper.part.relate_to("https://example.com", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)  # type: ignore[attr-defined]

    assert reasons(word("{{ ho_ten }}", change=link)) == ["external"]


DTD = '<!DOCTYPE w:document [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    "spoil",
    [
        lambda xml: xml.replace(b"<w:document", DTD.encode() + b"<w:document", 1),
        lambda xml: xml.replace(b"<w:document", b"<!doctype w:document><w:document", 1),
        lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        lambda xml: xml.replace(b"UTF-8", b"ISO-8859-1", 1),
        lambda xml: xml.replace(b"</w:body>", b"", 1),
        lambda xml: xml.replace(b"ho_ten", b"\xff\xfe", 1),
        lambda xml: xml.replace(b"ho_ten", b"&a;", 1),
        lambda xml: b"",
    ],
)
def test_xml_that_is_more_or_less_than_plain_is_refused(spoil: Callable[[bytes], bytes]) -> None:
    paper = word("{{ ho_ten }}")
    assert "odd-xml" in reasons(with_parts(paper, {MAIN: spoil(part_of(paper))}))


@pytest.mark.parametrize(
    "runs",
    [
        '<w:fldSimple w:instr=" INCLUDETEXT &quot;https://example.com/a&quot; "/>',
        '<w:fldSimple w:instr="DDEAUTO c:\\\\a.exe"/>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DDE</w:instrText></w:r>'
        '<w:r><w:instrText>AUTO c:\\\\a </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ],
)
def test_a_field_that_fetches_or_starts_something_is_refused(runs: str) -> None:
    assert reasons(edited(word("{{ ho_ten }}", "CHỖ"), "<w:r><w:t>CHỖ</w:t></w:r>", runs)) == ["field"]


def test_a_page_number_is_no_danger() -> None:
    runs = '<w:fldSimple w:instr=" PAGE \\* MERGEFORMAT "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    assert accept(edited(word("{{ ho_ten }}", "CHỖ"), "<w:r><w:t>CHỖ</w:t></w:r>", runs))


def test_a_text_longer_than_any_declaration_is_refused() -> None:
    assert reasons(word("{{ ho_ten }}", *("a" * 700_000, "b" * 700_000))) == ["too-long"]


def test_looking_at_a_large_template_takes_no_time_worth_mentioning() -> None:
    large = word(*(["Dòng chữ của một tờ khai dài. " * 20, "{{ ho_ten }} và {{ ten_me }}"] * 190))
    never_closed = edited(word("CHỖ", "{{ ho_ten }}"), "CHỖ", "{{ a " * 300 + "x" * 400_000)
    began = time.perf_counter()
    accept(large)
    assert reasons(never_closed) == ["unclosed"]
    assert time.perf_counter() - began < 3
