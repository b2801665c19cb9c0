"""Random identifiers and the generated alias under which an office speaks of a case."""

import secrets
import uuid

# Neutral birds: an alias must say nothing about the person.
BIRDS = (
    "Avocet Bittern Bluethroat Bunting Chaffinch Coot Crane Curlew Dipper Dunlin "
    "Dunnock Eider Fieldfare Finch Fulmar Gadwall Garganey Godwit Goldcrest Goosander "
    "Grebe Heron Hoopoe Jackdaw Kestrel Kite Knot Lapwing Linnet Martin Merlin "
    "Nuthatch Oriole Osprey Ouzel Pintail Pipit Plover Pochard Puffin Redstart "
    "Redwing Robin Rook Sanderling Shrike Siskin Skylark Smew Snipe Starling Stilt "
    "Stonechat Swallow Swift Tern Treecreeper Turnstone Twite Wagtail Warbler Waxwing "
    "Wheatear Whimbrel Wigeon Wren Wryneck Yellowhammer "
).split()


def new_id() -> uuid.UUID:
    """A fresh random id (122 random bits): says nothing about order or time."""
    return uuid.uuid4()


def new_alias(digits: int = 3) -> str:
    """A speakable alias such as "Heron 417"; uniqueness is the table's business."""
    first = 10 ** (digits - 1)
    return f"{secrets.choice(BIRDS)} {secrets.randbelow(9 * first) + first}"
