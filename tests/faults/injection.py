"""One run's faults: what libsounder_faults.so is told (fault_plan.h), and what it says of it."""

import errno
import mmap
import os
import re
import socket
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
ADDRESS_ERRORS = {getattr(socket, name): name for name in ("EAI_AGAIN", "EAI_FAIL", "EAI_MEMORY", "EAI_NONAME")}
PASSING = ("EINTR", "EAGAIN", "EBUSY", "SHORT")
NO_NEXT_TRY = ("pthread_create", "open", "mmap")  # a refusal, whatever its name
SLOT, RECORD, RECORDS = struct.Struct("=32sQQ"), struct.Struct("=IiQ"), 256


def read_table():
    """[(call, fault, scenario it is not for or None)], in the order of faults.txt."""
    rows = []
    with open(os.path.join(HERE, "faults.txt")) as lines:
        for line in lines:
            if not line.strip() or line.startswith("#"):
                continue
            call, faults, source = re.split(r"  +", line.strip(), maxsplit=2)
            barred = source.partition("not in ")[2] or None
            rows += [(call, fault, barred) for fault in faults.split()]
    return rows


class Injection:
    """Faults for one process. `rules` as in SOUNDER_FAULTS; none: calls are only counted."""

    def __init__(self, shim, folder, rules=(), one_in=None, seed=None, limit=None, preload=""):
        self.rules = list(rules)
        self.seed = seed
        self.path = os.path.join(folder, "report")
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.environment = {"LD_PRELOAD": f"{preload} {shim}".strip(), "SOUNDER_FAULTS": ",".join(self.rules), "SOUNDER_FAULT_REPORT": self.path}
        for name, value in (("ONE_IN", one_in), ("SEED", seed), ("LIMIT", limit)):
            if value is not None:
                self.environment[f"SOUNDER_FAULT_{name}"] = str(value)

    def _memory(self):
        with open(self.path, "r+b") as file:
            return mmap.mmap(file.fileno(), 0)

    def end(self):
        """From here on nothing fails; a single fault may still come, so that it can come at any time."""
        if not (self.rules and self.rules[0].split(":")[-1].isdigit()):
            with self._memory() as memory:
                memory[0:4] = bytes(4)

    def hit(self, *calls):
        counts, _ = self.look()
        return any(counts.get(call, (0, 0))[1] > 0 for call in calls)

    def only_passing(self):
        """Nothing failed but what the next try would do: who gives up for that breaks its word."""
        _, told = self.look()
        return all(line.rpartition(": ")[2] in PASSING and not line.startswith(NO_NEXT_TRY) for line in told)

    def hit_with(self, *faults):
        _, told = self.look()
        return any(line.endswith(": " + fault) for line in told for fault in faults)

    def look(self):
        """({call: (calls, injected)}, ["the 3rd ..."]) up to now; empty before the program has begun."""
        try:
            memory = self._memory()
        except (OSError, ValueError):
            return {}, []
        with memory:
            slots = (len(memory) - 8 - RECORDS * RECORD.size) // SLOT.size
            counts, names = {}, {}
            for i in range(slots):
                name, calls, injected = SLOT.unpack_from(memory, 8 + i * SLOT.size)
                if calls:
                    names[i] = name.rstrip(b"\0").decode()
                    counts[names[i]] = (calls, injected)
            told = min(RECORDS, sum(injected for _, injected in counts.values()))
            records = [RECORD.unpack_from(memory, 8 + slots * SLOT.size + i * RECORD.size) for i in range(told)]
            return counts, [f"{names[slot]} no. {number}: {fault_name(fault)}" for slot, fault, number in records]


def fault_name(fault):
    if fault == 10_000:
        return "SHORT"
    return ADDRESS_ERRORS.get(20_000 - fault) or errno.errorcode[fault]
