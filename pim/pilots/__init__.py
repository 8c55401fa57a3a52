"""Pilots: a variant at chosen sites, with comparison sites beside them."""
