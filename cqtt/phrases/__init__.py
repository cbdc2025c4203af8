"""Mẫu câu: reasons and sentences an office writes again and again, kept by its administrators."""

from cqtt.phrases.admin_views import bp

blueprints = (bp,)
