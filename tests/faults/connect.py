"""sounder connect under faults, against a server without: from a pipe and on a terminal."""

import os
import pty
import subprocess
import threading
import time

from load import OF_THE_PEER
from process import PATIENCE_S, Process, Violation
from serve import PATTERN

SIZE = 200_000


def check_end(code, whole, lines):
    told = [line for line in lines if line.startswith("sounder: ")]
    if code == 0 and not whole:
        raise Violation("exit 0, and not all came back")
    if code not in (0, 1, 3):
        raise Violation(f"exit code {code}")
    if code == 3 and not any(": " in line.removeprefix("sounder: ") for line in told):
        raise Violation(f"exit 3, and no object with its reason: {told}")
    if code != 0 and len(told) != 1:
        raise Violation(f"exit {code}, and {len(told)} lines say why")


class ConnectPipe:
    def __init__(self, server, tls=None):
        self.name = "connect" + ("-tls" if tls else "")
        self.words = ["connect", f"localhost:{server}", "-4", "--timeout", "3s"] + (["--tls", "--insecure"] if tls else [])

    def run(self, program, injection, _folder):
        with Process([program, *self.words], injection, stdin=subprocess.PIPE) as process:
            feeder = threading.Thread(target=self.feed, args=(process.child.stdin,), daemon=True)
            feeder.start()
            code = process.end()
            feeder.join(1)
            if PATTERN[:len(process.out)] != process.out:
                raise Violation(f"{len(process.out)} bytes came out that did not go in, or not in this order")
            if code != 0 and injection.only_passing():
                raise Violation(f"exit {code}, and nothing failed that the next try would not have done")
            if code == 1 and injection.hit("socket", "connect@tcp") and not injection.hit_with(*OF_THE_PEER):
                raise Violation("a shortage of this machine is said to be the server's (exit 1)")
            if not injection.hit("fwrite@pipe", "fflush@pipe"):
                check_end(code, len(process.out) == SIZE, process.lines())
            return f"exit {code}"

    @staticmethod
    def feed(stream):
        try:
            stream.write(PATTERN[:SIZE])
            stream.close()
        except OSError:
            pass


class ConnectTerminal:
    name = "connect-terminal"

    def __init__(self, server):
        self.words = ["connect", f"127.0.0.1:{server}", "--timeout", "2s"]

    def run(self, program, injection, _folder):
        ours, theirs = pty.openpty()
        try:
            with Process([program, *self.words], injection, stdin=theirs, stdout=theirs) as process:
                os.close(theirs)  # so that the reader sees the end of the program
                shown = bytearray()
                reader = threading.Thread(target=self.read, args=(ours, shown), daemon=True)
                reader.start()
                self.wait(process, shown, b"> ", PATIENCE_S)  # before, what is typed is not the editor's
                for line in (b"hello\n", b"world\n"):
                    os.write(ours, line)
                    self.wait(process, shown, b"Echo: " + line.strip(), 1)
                os.write(ours, b"\x04")
                code = process.end()
                reader.join()
                if not injection.hit("fwrite@pipe", "fflush@pipe", "fwrite@terminal", "fflush@terminal"):
                    whole = b"Echo: world" in shown or injection.hit("read@terminal")  # a terminal that ends has typed no more
                    check_end(code, whole, process.lines())
                return f"exit {code}"
        finally:
            os.close(ours)

    @staticmethod
    def read(fd, shown):
        try:
            while piece := os.read(fd, 65536):
                shown += piece
        except OSError:
            pass

    @staticmethod
    def wait(process, shown, text, patience_s):
        """Not for ever: a fault may have taken what is waited for, and then the program must still end."""
        end = time.monotonic() + patience_s
        while text not in shown and process.child.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
