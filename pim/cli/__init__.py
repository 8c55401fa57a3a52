"""The command line: one door, `main`, that prints; every command says plain data and words."""

from pim.cli.main import call, main

__all__ = ["call", "main"]
