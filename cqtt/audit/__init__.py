"""Nhật ký: who did what, when and to which object, written with the change itself; chained, and never changed."""

from cqtt.audit.admin_views import bp

blueprints = (bp,)
