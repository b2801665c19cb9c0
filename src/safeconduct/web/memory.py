"""An idle process holds nothing of what passed through it: what it frees is overwritten.

Python and the C library leave freed memory as it was, for hours. Whoever takes an image of a
quiet machine would read letters in it. Two things together end that: the C library overwrites
what is freed (set before a process starts, for it cannot be set later), and the collector of
cycles runs every second, for a form and its fields hold each other until it does.
"""

import ctypes
import gc
import os
import threading
import time

from django.core.exceptions import ImproperlyConfigured

# glibc manual, "Memory Allocation Tunables": perturb overwrites on free, but not what goes to
# the per-thread cache, so there is none. Python's own allocator would keep whole arenas.
WIPING = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
}
PAUSE_SECONDS = 1.0
PROBE_BYTES = 64


def wipes_freed_memory() -> bool:
    """Whether something this process frees is overwritten; tried, not read from settings."""
    secret = bytearray(os.urandom(PROBE_BYTES))
    probe = bytes(secret)
    place = id(probe) + bytes.__basicsize__ - 1  # one byte of the basic size is the end mark
    del probe
    return ctypes.string_at(place, PROBE_BYTES) != secret


def keep_clean() -> None:
    """Call once, when a process is ready to serve; ImproperlyConfigured when it cannot."""
    if not wipes_freed_memory():
        needed = " ".join(f"{name}={value}" for name, value in WIPING.items())
        msg = f"Memory keeps what people wrote: start this process with {needed}"
        raise ImproperlyConfigured(msg)
    gc.collect()
    gc.freeze()  # what is there now stays: the collector need not walk it each second
    threading.Thread(target=_collect_for_ever, name="memory", daemon=True).start()


def _collect_for_ever() -> None:
    while True:
        time.sleep(PAUSE_SECONDS)
        gc.collect()
