"""The whole catalogue, as the tests of procedures have it."""

from tests.procedures.conftest import catalogue_database, full_app, full_client

__all__ = ["catalogue_database", "full_app", "full_client"]
