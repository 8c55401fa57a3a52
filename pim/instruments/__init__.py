"""Instruments: what can be asked, from which source, and how answers become a score. Knows no database."""
