"""How many answered at a site of an open round: in steps of five, and never so that a few can be worked out.

Stricter than the figure for the whole. A number that goes from 6 to 7 at a site of seven says on which day
somebody there answered; one that goes from "5 or more" to "10 or more" says that of nobody.
"""

from collections.abc import Collection, Mapping

from pim.feedback.cells import SMALLEST_GROUP


def shown_at_sites(
    answers: Mapping[int | None, int], before: Collection[int] = frozenset()
) -> dict[int, int]:
    """Return, per site that may be shown, its answers rounded down to a multiple of five.

    ``answers`` counts each site that was asked, also one without any, and under None the sites that were
    taken together: those are never shown. ``before`` are the sites that were shown already. They stay shown
    while they have five, so that one day cannot be compared with another to find what was hidden on either.

    What is left of the whole when the shown sites are taken away is nothing, or five answers or more.
    """
    hidden = {site for site, count in answers.items() if site is None or count < SMALLEST_GROUP}
    # The first to be hidden as well are those that were hidden yesterday, then those with the fewest answers.
    large = sorted(
        (site for site in answers if site is not None and site not in hidden),
        key=lambda site: (site in before, answers[site], site),
    )
    while hidden and large and sum(answers[site] for site in hidden) < SMALLEST_GROUP:
        hidden.add(large.pop(0))
    return {
        site: answers[site] // SMALLEST_GROUP * SMALLEST_GROUP
        for site in sorted(one for one in answers if one is not None and one not in hidden)
    }
