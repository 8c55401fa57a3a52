"""Waves of sites and the weeks in which nothing may change."""
