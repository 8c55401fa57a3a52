"""Names of things in the reader's language: roles, stages, kinds, letters, what the clock did."""

from collections.abc import Mapping
from datetime import datetime
from gettext import NullTranslations
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment

from pim.web.mending import way_to
from workflows.machine import Machine
from workflows.reasons import explain, word_for
from workflows.requirements import Unmet
from workflows.vocabulary import KNOWN_ROLES

# Marked so that the words are found and translated; the keys are what the database keeps.
WHAT = {
    "due": "End of the term",
    "remind": "Reminder",
    "escalate": "Escalation",
    "start": "Started",
    "migrated": "Goes on in another version of the workflow",
    "charter": "Charter filled in",
    "teams": "Teams named",
    "team_left_out": "Team left out again",
    "link": "Teams put in a link of the chain",
    "confirmed": "Checklist item ticked off",
    "lesson": "Lesson written down",
    "benefit": "Benefit expected",
    "benefit_judged": "Benefit judged",
    "subsidy": "Subsidy recorded",
    "subsidy_let_go": "Subsidy let go",
    "figure": "Figure to count",
    "figures_counted": "Figures counted",
    "hours": "Hours written down",
    "dates_changed": "Dates changed",
    "deadlines_moved": "Deadlines moved",
    "incident_retried": "Failed deadline tried again",
    "incident_skipped": "Failed deadline let go",
    "role_given": "Role given",
    "role_taken": "Role taken away",
    "functionality": "Functionality named",
    "grouped": "Idea put with a functionality",
    "draft_changed": "Draft changed",
    "picture_set": "Picture put beside a variant",
    "cluster_added": "Feedback brought together",
    "cluster_owner": "Somebody asked to answer",
    "cluster_answered": "Feedback answered",
    "cluster_renamed": "Feedback given another title",
    "cluster_merged": "Feedback put with other feedback",
    "cluster_unmerged": "Feedback taken apart again",
    "texts_placed": "Texts put in a cluster",
    "texts_set_aside": "Texts set aside",
    "texts_taken_out": "Texts taken out of their place",
    "merged": "Idea put with another idea",
    "unmerged": "Ideas taken apart again",
    "nudge": "Those who had not answered reminded once more",
    "key_lost": "Round ends early: its key is lost",
    "meeting": "Meeting held",
    "condition_met": "Condition met",
    "participants": "Said who takes part",
    "pilot_sites": "Sites of the pilot changed",
    "pilot_data": "Said what is recorded",
    "point": "A manager misses something",
    "point_answered": "Answered what a manager misses",
    "site_chose": "A site chose",
    "condition_task": "Somebody asked to see to a condition",
    "question": "Question asked",
    "question_reply": "Question answered",
    "consult_wizard": "Looked up which law applies",
    "freeze": "Freeze set",
    "freeze_lifted": "Freeze lifted",
}
# Where a line of the journal has no reason, what it tells beside its name.
ABOUT = {
    "picture_set": "text",
    "cluster_added": "title",
    "cluster_answered": "because",
    "cluster_renamed": "title",
    "cluster_merged": "title",
    "cluster_unmerged": "title",
    "texts_set_aside": "because",
    "confirmed": "text",
    "functionality": "title",
    "condition_met": "how",
    "meeting": "note",
    "question": "text",
    "question_reply": "reply",
    "freeze": "name",
    "point": "text",
    "point_answered": "text",
    "site_chose": "text",
}
KINDS = {
    "cycle": "Innovations",
    "idea": "Ideas",
    "variant": "Variants",
    "round": "Feedback rounds",
    "pilot": "Pilots",
    "consultation": "Advice and consent",
    "wave": "Waves",
}
AUDIENCES = {
    "author": "who brought it",
    "asked": "everybody who is asked",
    "not_answered": "who has not answered yet",
    "contributors": "everybody who contributed",
    "affected": "everybody whose team is touched",
    "site_managers": "the managers of these sites",
    "site_staff": "the staff of these sites",
}
OUTCOMES = {"done": "Done", "changed": "Changed", "not_done": "Not done"}
STATUSES = {
    "queued": "waiting",
    "sending": "being sent",
    "accepted": "sent",
    "bounced": "refused by the mail server",
    "cancelled": "overtaken",
    "uncertain": "uncertain",
    "kept": "kept, not mailed",
    "bundled": "sent along with others",
    "incident": "failed",
}
DUTIES = {
    "evening": "Evening: the journal is sealed and the response of open rounds is counted",
    "weekly_digest": "Monday: the weekly letter to sponsors and managers",
}
ROLES = {
    "administrator": ("Beheerder", "Administrator"),
    "resident_panel": ("Bewonerspanel", "Resident panel"),
}


def spaced(name: str) -> str:
    """Return a code as words: "round_invitation" → "Round invitation"."""
    return name.replace("_", " ").capitalize()


class Labels:
    """The filters of one language."""

    def __init__(self, language: str, words: NullTranslations) -> None:
        self.language = language
        self.words = words

    def say(self, name: str, known: Mapping[str, str]) -> str:
        """Return a name in this language; one that is not known is said as it is."""
        return self.words.gettext(known[name]) if name in known else spaced(name)

    def what(self, name: str) -> str:
        """Return what the journal or the clock did."""
        return self.say(name, WHAT)

    def kind(self, name: str) -> str:
        """Return the name of several things of one kind."""
        return self.say(name, KINDS)

    def title(self, thing: Any) -> str:
        """Return a thing as it is called among others: its code, when it has one, and its title."""
        code = getattr(thing, "code", "")
        return thing.title if code in thing.title else f"{code} {thing.title}"

    def status(self, name: str) -> str:
        """Return the fate of a letter."""
        return self.say(name, STATUSES)

    def duty(self, name: str) -> str:
        """Return what is done again and again."""
        return self.say(name, DUTIES)

    def notice(self, name: str) -> str:
        """Return the name of a letter."""
        return self.words.gettext(spaced(name))

    def known_role(self, name: str) -> str:
        """Return a role that PIM knows."""
        pair = KNOWN_ROLES.get(name) or ROLES.get(name)
        return pair[0 if self.language == "nl" else 1] if pair else spaced(name)

    def role(self, name: str, machine: Machine) -> str:
        """Return a role as its workflow calls it, or an audience in words."""
        label = machine.definition.roles.get(name)
        if label:
            return str(getattr(label, self.language))
        return self.say(name, AUDIENCES) if name in AUDIENCES else self.known_role(name)

    def stage(self, instance: Any, machine: Machine) -> str:
        """Return the stage of a row or a line, as its workflow calls it."""
        return self._stage(machine, instance.kind, instance.stage)

    def _stage(self, machine: Machine, kind: str, stage: str) -> str:
        try:
            return machine.stage(kind, stage).label[self.language]
        except LookupError:
            return spaced(stage)

    def happened(self, line: Any, machine: Machine) -> str:
        """Return what a line of the journal says: the step that was taken, or the event."""
        if line.what in WHAT:
            said = self.what(line.what)
            role = line.said.get("role") if getattr(line, "whom", "") else None
            return f"{said}: {self.role(role, machine)}, {line.whom}" if role else said
        try:
            ways = machine.place(line.kind, line.from_stage).ways
        except LookupError:
            ways = {}
        if line.what not in ways:
            return spaced(line.what)
        reached = self._stage(machine, line.kind, line.to_stage)
        return f"{ways[line.what].view.label[self.language]} → {reached}"

    def why(self, line: Any) -> str:
        """Return the reason of a line of the journal, or else what it was about."""
        field = "reason" if line.said.get("reason") else ABOUT.get(line.what, "reason")
        return str(line.said.get(field) or "")

    def stage_of_round(self, view: Any, machine: Machine) -> str:
        """Return the stage a round is in, as its workflow calls it."""
        return self._stage(machine, "round", view.stage)

    def days_left(self, moment: datetime, viewer: Any) -> str:
        """Return how far a moment is from today, in days of the viewer's own calendar."""
        zone = ZoneInfo(viewer.zone)
        days = (moment.astimezone(zone).date() - viewer.now.astimezone(zone).date()).days
        if moment <= viewer.now:
            if days == 0:
                return self.words.gettext("today, over its term")
            said = self.words.ngettext("%(num)s day over its term", "%(num)s days over their term", -days)
            return said % {"num": -days}
        if days == 0:
            return self.words.gettext("today")
        return self.words.ngettext("%(num)s day left", "%(num)s days left", days) % {"num": days}

    def outcome(self, name: str) -> str:
        """Return what is done with a cluster or an idea."""
        return self.say(name, OUTCOMES)

    def explained(self, unmet: Unmet | Mapping[str, Any]) -> str:
        """Return what is missing and what would meet it, in plain words."""
        if not isinstance(unmet, Unmet):
            unmet = Unmet(unmet["code"], unmet["numbers"])
        return explain(unmet, self.language)

    def word(self, name: str) -> str:
        """Return what people call something that the workflow only has a code for, such as a theme."""
        return word_for(name, self.language)


def install(env: Environment, language: str, words: NullTranslations) -> None:
    """Give the templates of one language their labels."""
    labels = Labels(language, words)
    env.filters |= {
        "what_label": labels.what,
        "kind_label": labels.kind,
        "child_title": labels.title,
        "status_label": labels.status,
        "duty_label": labels.duty,
        "notice_label": labels.notice,
        "known_role": labels.known_role,
        "role_label": labels.role,
        "stage_of": labels.stage,
        "happened": labels.happened,
        "why": labels.why,
        "explained": labels.explained,
        "stage_of_round": labels.stage_of_round,
        "outcome_label": labels.outcome,
        "days_left": labels.days_left,
        "word": labels.word,
        "way_to": way_to,
    }
