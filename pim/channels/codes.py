"""One secret code for each person and round: the right to answer, and nothing else.

A code holds the person's number, masked, and 32 bits that only whoever has the round's key can make
(the way of SIV: RFC 5297 in small). So nothing has to be kept to recognise one, looking one up takes
as long with a million people as with ten, and all codes die with the key. It is written in twelve
signs: see ``signs``.
"""

import hmac

from pim.signing_in.signs import number_of, written

MAC_BITS, PERSON_BITS = 32, 28


def code_for(key: bytes, round_id: int, person_id: int) -> str:
    """Return the code of a person in a round, such as "7K3M-9QXT-0V2B". ``key`` is the round's, 32 bytes.

    Raises ValueError for a person's number that does not fit: 268 million and above.
    """
    if not 0 <= person_id < 1 << PERSON_BITS:
        raise ValueError(f"a code holds numbers of people below {1 << PERSON_BITS}, got {person_id}")
    mac = _mac(key, round_id, person_id)
    number = mac << PERSON_BITS | (person_id ^ _mask(key, mac))
    return written(number)


def person_of(key: bytes, round_id: int, typed: str) -> int | None:
    """Return whose code this is in this round, or None. It takes as long for a wrong code as for a right one.

    The caller still finds out whether that person is asked.
    """
    number = number_of(typed)
    if number is None:
        return None
    mac, masked = number >> PERSON_BITS, number & (1 << PERSON_BITS) - 1
    person_id = masked ^ _mask(key, mac)
    made = _mac(key, round_id, person_id).to_bytes(MAC_BITS // 8)
    return person_id if hmac.compare_digest(made, mac.to_bytes(MAC_BITS // 8)) else None


def _mac(key: bytes, round_id: int, person_id: int) -> int:
    # "slip|" keeps it apart from the nullifier, which is made with the same key.
    whole = hmac.digest(key, b"slip|%d|%d" % (round_id, person_id), "sha256")
    return int.from_bytes(whole[: MAC_BITS // 8])


def _mask(key: bytes, mac: int) -> int:
    whole = hmac.digest(key, b"mask|" + mac.to_bytes(MAC_BITS // 8), "sha256")
    return int.from_bytes(whole[:4]) >> 32 - PERSON_BITS
