"""A page of its own with the parts that forms are made of: what is said, framed and found is sent to nobody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

from flask import Blueprint, Response, render_template_string, request
from PIL import Image
from wtforms import FileField, HiddenField

from cqtt.blurring import Rectangle, read_rows, rows_of, typed_rows
from cqtt.file_answers import send_bytes
from cqtt.forms import Form
from cqtt.upload_limits import UploadRefused
from cqtt.upload_voice import ExaminedVoice, examine_voice

PAGE = """
{% extends layout("citizen") %}
{% from "components/voice.html" import voice_note, voice_player %}
{% from "components/blur.html" import blur_frames %}
{% from "components/position.html" import phone_position %}
{% from "components/forms.html" import csrf, submit %}
{% block title %}{{ _("Trang thử") }}{% endblock %}
{% block styles %}<link rel="stylesheet" href="{{ static_url('css/feedback.css') }}">{% endblock %}
{% block head %}
{% for name in ("voice", "blur", "position") %}<script src="{{ static_url('js/' ~ name ~ '.js') }}" defer></script>
{% endfor %}{% endblock %}
{% block content %}
<h1>{{ _("Trang thử") }}</h1>
<form method="post" enctype="multipart/form-data" novalidate>{{ csrf(form) }}{{ form.latitude() }}{{ form.longitude() }}
{{ voice_note(form.voice, seconds) }}
{{ phone_position() }}
{{ blur_frames(url_for("trial.photo"), "Ảnh 1", "khung", rows) }}
{{ blur_frames(url_for("trial.photo"), "Ảnh 2", "hang", rows) }}
{{ submit(_("Gửi")) }}</form>
{% if note %}{{ voice_player(url_for("trial.play"), _("Lời đã gửi"), note.seconds|int) }}{% endif %}
{% endblock %}
"""


class TrialForm(Form):
    """One field for each part."""

    voice = FileField("Lời nói")
    latitude = HiddenField()
    longitude = HiddenField()


@dataclass
class Trial:
    """What was sent last, and how the page is to be."""

    seconds: int = 120
    change: Callable[[bytes], bytes] = bytes  # done to a recording on its way, as if it had come so
    note: ExaminedVoice | None = None
    received: bytes = b""
    typed: dict[str, str] = field(default_factory=dict)
    framed: list[Rectangle] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # the pieces a player asked for


def trial_blueprint(trial: Trial) -> Blueprint:
    """Return the page under /thu, with a picture and the voice note that was sent last."""
    bp = Blueprint("trial", __name__)

    @bp.route("/thu", methods=["GET", "POST"])
    def page() -> tuple[str, int]:
        form = TrialForm.from_request()
        if form.accepted():
            trial.typed = request.form.to_dict()
            trial.framed = read_rows(typed_rows(trial.typed, "hang"))
            take_voice(form)
        rows = rows_of([Rectangle(0.3, 0.3, 0.2, 0.25)])
        page = render_template_string(PAGE, form=form, rows=rows, note=trial.note, seconds=trial.seconds)
        return page, 422 if form.voice.errors else 200

    def take_voice(form: TrialForm) -> None:
        sent = request.files.get("voice")
        trial.note, trial.received = None, trial.change(sent.read()) if sent else b""
        try:
            trial.note = examine_voice(trial.received, sent.filename or "") if trial.received else None
        except UploadRefused as refused:
            form.voice.errors = [refused.sentence]

    @bp.get("/thu/loi-noi")
    def play() -> Response:
        assert trial.note is not None
        trial.asked.append(request.headers.get("Range", ""))
        return send_bytes(trial.note.kept, trial.note.media_type, trial.note.name, inline=True)

    @bp.get("/thu/anh")
    def photo() -> Response:
        out = BytesIO()
        Image.new("RGB", (300, 400), "#99bbcc").save(out, "JPEG")
        return send_bytes(out.getvalue(), "image/jpeg", "anh.jpg", inline=True)

    return bp
