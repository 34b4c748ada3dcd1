"""A program under faults, watched from outside: what it says, what it has open, how long it computes."""

import os
import subprocess
import threading
import time

PATIENCE_S = float(os.environ.get("SOUNDER_FAULT_PATIENCE", "8"))  # for anything that is bounded
TICKS = os.sysconf("SC_CLK_TCK")


class Violation(Exception):
    """The program broke a promise; the text says which."""


class Process:
    def __init__(self, words, injection, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE):
        self.child = subprocess.Popen(words, stdin=stdin, stdout=stdout, stderr=stderr,
                                      env={**os.environ, **injection.environment, "LC_ALL": "C.UTF-8"})
        self.out, self.err = bytearray(), bytearray()
        self.readers = [threading.Thread(target=self._read, args=(stream, to), daemon=True)
                        for stream, to in ((self.child.stdout, self.out), (self.child.stderr, self.err)) if stream]
        for reader in self.readers:
            reader.start()

    @staticmethod
    def _read(stream, to):
        while piece := os.read(stream.fileno(), 65536):
            to += piece

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        for reader in self.readers:
            reader.join()
        for stream in (self.child.stdin, self.child.stdout, self.child.stderr):
            if stream:
                stream.close()

    def lines(self):
        return self.err.decode(errors="replace").splitlines()

    def wait_line(self, find):
        """What `find` makes of a line of the log; None if the program ended without one."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            ended = self.child.poll() is not None
            for line in self.lines():
                if (found := find(line)) is not None:
                    return found
            if ended and not self.readers[-1].is_alive():
                return None
            time.sleep(0.003)
        raise Violation("neither starts nor ends")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.child.pid}/fd"))

    def processor_s(self):
        with open(f"/proc/{self.child.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def end(self, patience_s=PATIENCE_S):
        try:
            code = self.child.wait(patience_s)
        except subprocess.TimeoutExpired:
            raise Violation(f"does not end within {patience_s:g} s") from None
        for reader in self.readers:
            reader.join()
        if (at := max(self.err.find(b"Sanitizer: "), self.err.find(b"runtime error: "))) >= 0:
            raise Violation(self.err[max(0, at - 100):at + 3000].decode(errors="replace"))
        if code < 0 or code > 130:
            raise Violation(f"ended by signal {-code}" if code < 0 else f"exit code {code}")
        return code


def check_refusal(code, lines, most=1):
    """Exit 3 with one line that names something and a reason; `most`, where more than one thing can fail."""
    told = [line for line in lines if line.startswith("sounder: ")]
    if code != 3:
        raise Violation(f"exit code {code} where only 3 says that this machine refused")
    if not 1 <= len(told) <= most:
        raise Violation(f"{len(told)} lines say why it ended")
    for line in told:
        if ": " not in line.removeprefix("sounder: ") and "; " not in line:
            raise Violation(f"names no object with its reason: {line}")
