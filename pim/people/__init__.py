"""Persons, organisations, sites, teams and roles."""
