"""Every table of the house, so that one import knows them all (making, migrating, testing)."""

from sqlmodel import SQLModel

import notifications.outbox  # noqa: F401
import pim.answers.tables
import pim.chain.tables
import pim.channels.tables
import pim.consultation.tables
import pim.cycles.tables
import pim.dashboard.tables
import pim.feedback.tables
import pim.figures.tables
import pim.following.tables
import pim.ideas.tables
import pim.lifecycle.tables
import pim.people.tables
import pim.pilots.tables
import pim.rollout.tables
import pim.sessions.tables
import pim.signing_in.tables
import pim.variants.tables  # noqa: F401

metadata = SQLModel.metadata
