"""sounder load under faults, against a server without."""

import json

from process import Process, Violation

# Only these say something of the peer or of the way there; whatever else fails is a shortage of this machine.
OF_THE_PEER = ("ECONNRESET", "EPIPE", "ECONNREFUSED", "ENETUNREACH", "EACCES", "EPERM")


class Load:
    def __init__(self, name, server, flags):
        self.name = f"load-{name}"
        self.words = ["load", f"localhost:{server}", "-4", "--duration", "150ms", "--timeout", "1s", "--connections", "4", "--threads", "2",
                      "--json", "-", *flags]

    def run(self, program, injection, _folder):
        with Process([program, *self.words], injection) as process:
            code = process.end()
            told = [line for line in process.lines() if line.startswith("sounder: ")]
            if injection.hit("write@pipe", "fwrite@pipe", "fflush@pipe"):
                return f"exit {code}"  # of what could not be written nothing can be read
            if code not in (0, 1, 3):
                raise Violation(f"exit code {code}")
            if code != 0 and injection.only_passing():
                raise Violation(f"exit {code}, and nothing failed that the next try would not have done: {told}")
            if code == 3 and len(told) != 1:
                raise Violation(f"exit 3, and {len(told)} lines say why")
            if process.out:
                self.check(json.loads(process.out), code, injection)
            elif not told:
                raise Violation(f"exit {code}, without results and without a reason")
            return f"exit {code}"

    @staticmethod
    def check(result, code, injection):
        if result["mismatched"] != 0:
            raise Violation(f"{result['mismatched']} answers count as wrong, and none was")
        if result["errors"] != 0 and not injection.hit_with(*OF_THE_PEER):
            raise Violation(f"{result['errors']} errors of the server's, and it made none: {result}")
        if code == 0 and not result["udp"] and (result["errors"] != 0 or result["round_trips"] == 0):
            raise Violation(f"exit 0 after {result['errors']} errors and {result['round_trips']} round trips")
