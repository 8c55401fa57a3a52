"""The plays: two organisations of `domain.md`, in the words of the people in them."""

from collections.abc import Mapping, Sequence

from pim.demo.scenes import Story
from pim.demo.stories.beside import Appointments, Canteen, Cardboard, Plain, Reports, Rosters
from pim.demo.stories.parking_chain_rollout import ParkingChain
from pim.demo.stories.supermarket_rollout import Supermarket

# The large innovation of each organisation comes first: it moves the organisation in.
STORIES: Mapping[str, Sequence[type[Story]]] = {
    "supermarket": (Supermarket, Rosters, Cardboard, Canteen),
    "parking-chain": (ParkingChain, Reports, Appointments, Plain),
}
