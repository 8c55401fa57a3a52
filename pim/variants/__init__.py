"""Variants of one functionality, with their lineage: V2b is a new version of V2."""
