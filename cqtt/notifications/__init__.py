"""Thông báo: one outbox for all messages, written with the event that causes them, sent by the worker."""

from flask import Blueprint

from cqtt.notifications.delivery import deliver_due

blueprints: tuple[Blueprint, ...] = ()
jobs = (deliver_due,)
