"""TELLS: what happened (a notice) becomes what a person reads (a letter), and the letter arrives.

A leaf: it imports neither `pim` nor `workflows`. Notices come in as plain values, letters go out.
"""
