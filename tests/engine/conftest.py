"""The hub and the catalogue of tests/models, for the engine's tests too."""

from tests.models.conftest import catalogue, hub

__all__ = ["catalogue", "hub"]
