"""sounder scan under faults: three ports of this machine are open, the rest is closed."""

import csv
import io
import json
import os
import signal
import socket
import subprocess
import time
import xml.dom.minidom

from process import Process, Violation, check_refusal

ADDRESS = "127.0.0.8"
PORTS = range(20_000, 20_300)
OPEN = {20_000, 20_123, 20_299}
STATES = ("open", "closed", "filtered", "unreachable", "untested")
# What connect(2) and sendto(2) say of the way there: "unreachable" is what it means.
OF_THE_WAY = ("ENETUNREACH", "EACCES")


def open_ports():
    """Nobody accepts; the kernel answers."""
    sockets = []
    for port in sorted(OPEN):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((ADDRESS, port))
        listener.listen(4096)
        sockets.append(listener)
    return sockets


def read_json(text, code, injection, ports):
    entries = [json.loads(line) for line in text.splitlines()]
    if not entries or entries[-1]["type"] != "summary":
        raise Violation("the JSON ends without a summary")
    summary = entries[-1]
    if sum(summary[state] for state in STATES) != len(ports) or summary["probes"] != len(ports):
        raise Violation(f"the states do not add up: {summary}")
    if (summary["untested"] > 0) != (code == 1):
        raise Violation(f"exit {code} with {summary['untested']} untested")
    told = {entry["port"]: entry["state"] for entry in entries if entry["type"] == "port"}
    for port in ports:
        right = {"open" if port in OPEN else "closed", "untested"} | ({"unreachable"} if injection.hit_with(*OF_THE_WAY) else set())
        if told.get(port) not in right:
            raise Violation(f"port {port} is said to be {told.get(port)}")
    return told


def check_files(files, told):
    xml.dom.minidom.parse(files["xml"])
    with open(files["csv"]) as file:
        rows = list(csv.DictReader(io.StringIO(file.read())))
    if len(rows) != len(told):
        raise Violation(f"{len(rows)} rows of CSV for {len(told)} ports")
    with open(files["list"]) as file:
        listed = file.read().split()
    if len(listed) != sum(state == "open" for state in told.values()):
        raise Violation(f"{len(listed)} lines of --list")


class Scan:
    """All formats at once, in files."""

    most_lines = 1

    def __init__(self, name, flags, ports=PORTS):
        self.name, self.flags, self.ports = f"scan-{name}", flags, ports

    def words(self, folder):
        files = {name: os.path.join(folder, name) for name in ("json", "xml", "csv", "list", "grepable")}
        words = ["scan", ADDRESS, "-p", f"{self.ports[0]}-{self.ports[-1]}", "--show", "all", *self.flags]
        for name, path in files.items():
            words += [f"--{name}", path]
        return words, files

    def run(self, program, injection, folder):
        words, files = self.words(folder)
        with Process([program, *words], injection) as process:
            code = process.end()
            return self.judge(code, process.lines(), files, injection)

    def judge(self, code, lines, files, injection):
        if code == 3:
            if not injection.hit("fwrite@pipe", "fflush@pipe"):
                check_refusal(code, lines, self.most_lines)
            return "exit 3"
        if code not in (0, 1):
            raise Violation(f"exit code {code}")
        with open(files["json"]) as file:
            told = read_json(file.read(), code, injection, self.ports)
        check_files(files, told)
        return f"exit {code}"


class ScanResumed(Scan):
    """A scan goes on from a state file; before and after, that file is whole."""

    most_lines = 2  # the state could not be saved, and then the scan could not end well

    def __init__(self, program):
        super().__init__("resumed", ["--max-rate", "1000", "--engine", "connect"])
        self.program = program

    def run(self, program, injection, folder):
        words, files = self.words(folder)
        state = os.path.join(folder, "state")
        words += ["--resume", state]
        self.begin(words, state)
        with Process([program, *words], injection) as process:
            code = process.end()
            self.check_state(state)
            return self.judge(code, process.lines(), files, injection)

    def begin(self, words, state):
        """Half of it, without faults."""
        child = subprocess.Popen([self.program, *words], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        while not os.path.exists(state):
            time.sleep(0.002)
        time.sleep(0.12)
        child.send_signal(signal.SIGINT)
        child.wait()

    @staticmethod
    def check_state(state):
        if not os.path.exists(state):
            raise Violation("the state file is gone")
        with open(state) as file:
            try:
                json.load(file)
            except ValueError:
                raise Violation("the state file is neither the old one nor the new one") from None


class Words:
    """Only words: help, version, what a scan would do. All of it, or exit 3."""

    def __init__(self, name, words):
        self.name, self.words, self.whole = f"words-{name}", words, None

    def run(self, program, injection, _folder):
        if self.whole is None:
            self.whole = subprocess.run([program, *self.words], capture_output=True, check=True).stdout
        with Process([program, *self.words], injection) as process:
            code = process.end()
            if injection.hit_with("EPIPE"):
                return f"exit {code}"  # who reads no further has got what was wanted
            if code == 1 and injection.hit_with("EAI_AGAIN"):
                return f"exit {code}"  # a name server that does not answer costs the name alone
            if code == 0 and process.out != self.whole:
                raise Violation(f"exit 0 with {len(process.out)} of {len(self.whole)} bytes")
            if code != 0 and not injection.hit("fwrite@pipe", "fflush@pipe"):
                check_refusal(code, process.lines())
            return f"exit {code}"
