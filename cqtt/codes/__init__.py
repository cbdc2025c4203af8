"""Mã QR: short codes and what they stand for; each feature registers its kinds at start."""

from cqtt.codes.views import bp

blueprints = (bp,)
