"""Che thông tin riêng: suggest what of a text may be public. No feature; it knows no request and no database."""

from cqtt.redaction.patterns import Kind
from cqtt.redaction.suggestion import Leftover, Piece, Redacted, Span, leftovers, redact

__all__ = ["Kind", "Leftover", "Piece", "Redacted", "Span", "leftovers", "redact"]
