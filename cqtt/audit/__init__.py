"""Nhật ký: who did what, when and to which object, written with the change itself."""

from flask import Blueprint

blueprints: tuple[Blueprint, ...] = ()
