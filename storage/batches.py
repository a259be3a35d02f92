"""Files stored, listed, withdrawn and reinstated: the door to everything about batches."""

from __future__ import annotations

from storage.batch_listing import (
    BatchView,
    EventView,
    behind,
    events,
    find,
    listing,
    reading_of,
)
from storage.changes import Committed
from storage.committing import commit
from storage.held_rows import HeldFile, HowRead, held_back_blocks, held_file, held_files, held_ids, how_read
from storage.ids import (
    BegunAgain,
    CallsNotStored,
    IdsUsedAgain,
    UsedAgain,
    calls_not_stored,
    check_ids,
    ids_begun_again,
    rows_used_again,
)
from storage.replacing import check_replaces, find_same, holds_size
from storage.restating import (
    Again,
    Cell,
    Change,
    Difference,
    Restated,
    differences,
    restated_by,
    restated_counts,
)
from storage.withdrawing import reinstate, withdraw

__all__ = [
    "Again", "BatchView", "CallsNotStored", "Cell", "Change", "Committed", "Difference", "EventView", "HeldFile",
    "BegunAgain", "HowRead", "IdsUsedAgain", "Restated", "UsedAgain", "behind", "calls_not_stored", "check_ids",
    "check_replaces", "commit", "differences", "events", "find", "find_same",
    "held_back_blocks", "held_file", "held_files", "held_ids",
    "holds_size", "how_read", "ids_begun_again", "listing", "reading_of", "reinstate", "restated_by", "restated_counts",
    "rows_used_again", "withdraw",
]
