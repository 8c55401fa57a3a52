"""Whose pages these are: the administrator's, and only of their own organisation."""

from pim.people.cells import ADMINISTRATOR
from pim.web.policy import holder

ONLY = holder(ADMINISTRATOR)
