"""The command line on each database."""

from tests.pim.cli.conftest import pim

__all__ = ["pim"]
