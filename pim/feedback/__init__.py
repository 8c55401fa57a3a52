"""Rounds: asking people, keeping their answers untraceable, answering them."""
