#!/usr/bin/env python3
"""Runs what a document tells its reader to run, and compares what is printed with what it shows.

usage: run_document.py [--update] DOCUMENT BUILD_DIR

The document has a network, processes, a home and a /usr/local of its own, with the built program in it as if it had been installed
there; everything ends with it. Loopback is up; 127.0.0.1 and ::1 are localhost. Each command must succeed, unless the next one is
`echo $?`. What blocks there are: blocks.py. What may differ: match.py. --update writes what was printed in the place of what does not match.
Exit code: 0 it holds, 1 it does not (one message for each command), 2 it does not follow the convention.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import blocks
import match
import office_network
import shells

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOSTS = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n"


def enter_namespaces(arguments):
    """Runs this program again, in namespaces of its own; returns its exit code. Whatever ends us, kill -9 included, ends all of them."""
    unshare = ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        unshare.append("--map-root-user")
    with tempfile.TemporaryDirectory() as room:
        return subprocess.call([*unshare, sys.executable, __file__, "--inside", room, *arguments])


def mount(*words):
    subprocess.run(["mount", *words], check=True)


def furnish(room, document, build, network):
    """A home, a /usr/local with the program, a network and names, all in the namespaces around us; returns the network's hosts."""
    home = room / "home"
    home.mkdir()
    mount("-t", "tmpfs", "-o", "mode=755", "local", "/usr/local")
    local = pathlib.Path("/usr/local")
    (local / "bin").mkdir()
    shutil.copy2(build / "sounder", local / "bin/sounder")
    shutil.copytree(build / "locale", local / "share/locale")
    office_network.run("ip link set lo up")
    hosts = office_network.make() if network == "office" else {}
    (room / "hosts").write_text(HOSTS + office_network.names(hosts))
    mount("--bind", str(room / "hosts"), "/etc/hosts")
    # Nobody is asked for names: there is no way to them from here.
    (room / "resolv.conf").write_text("")
    mount("--bind", str(room / "resolv.conf"), os.path.realpath("/etc/resolv.conf"))
    language = "ru_RU.UTF-8" if document.name.endswith(".ru.md") else "C.UTF-8"
    keep = {name: os.environ[name] for name in ("ASAN_OPTIONS", "TSAN_OPTIONS") if name in os.environ}
    os.environ.clear()
    os.environ.update(
        keep, HOME=str(home), PATH="/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LANG=language, TERM="dumb", NO_COLOR="1", PYTHONUTF8="1"
    )
    os.chdir(home)
    return hosts


class Run:
    """One pass through a document. `problems` are messages; `edits` what --update would write: (from line, to line, lines)."""

    def __init__(self, document, hosts):
        self.document = document
        self.hosts = hosts
        self.problems = []
        self.edits = []
        self.commands = 0
        self.user = shells.Shell(shells.UNPRIVILEGED)
        self.root = None
        self.terminals = {}

    def blocks(self, found):
        for number, block in enumerate(found):
            if block.run_by:
                self.check_proof(block)
            elif block.file:
                pathlib.Path(block.file).write_text("\n".join(block.lines) + "\n")
            elif block.terminal:
                later = [other for other in found[number + 1 :] if other.terminal == block.terminal]
                self.terminal_block(block, runs_on=bool(later) and later[0].commands[0].text == "")
            else:
                self.shell_block(block)
        for name, terminal in self.terminals.items():
            if terminal.pid:
                self.problems.append(f"terminal {name}: its command still runs at the end of the document")

    def check_proof(self, block):
        proof = ROOT / block.run_by
        text = proof.read_text() if proof.is_file() else ""
        said = re.sub(r"\s+", " ", text)
        lines = [command.text for command in block.commands] or block.lines
        missing = [words for line in lines for words in blocks.simple_commands(line) if words not in said]
        if not text or missing:
            self.problem(block.line, f"run by {block.run_by}, which has no: {', '.join(missing) or 'such file'}")

    def shell_block(self, block):
        for number, command in enumerate(block.commands):
            text, starter = shells.plain(command.text)
            if starter == ():
                self.root = self.root or shells.Shell(())
            status, lines = (self.user if starter else self.root).run(text)
            self.judge(command, lines)
            self.judge_status(block, number, status)

    def terminal_block(self, block, runs_on):
        if block.terminal not in self.terminals:
            self.terminals[block.terminal] = shells.Terminal(office_network.entrance(self.hosts.get(block.terminal)))
        terminal = self.terminals[block.terminal]
        for number, command in enumerate(block.commands):
            last = number == len(block.commands) - 1
            if command.text:
                if terminal.pid:
                    raise shells.Failure(f"line {command.line + 1}: the command before still runs on this terminal")
                terminal.start(command.text)
            elif not terminal.pid:
                raise shells.Failure(f"line {command.line + 1}: no command runs on the terminal {block.terminal}")
            self.judge(command, terminal.go_on(command.expected, runs_on and last))
            if not terminal.pid:
                self.judge_status(block, number, terminal.status)

    def judge(self, command, lines):
        self.commands += command.text != ""
        if match.lines_match(command.expected, lines):
            return
        self.problem(command.line, f"{command.text}\n  shown:\n{indented(command.expected)}\n  printed:\n{indented(lines)}")
        self.edits.append((command.first_output, command.first_output + len(command.expected), lines))

    def judge_status(self, block, number, status):
        asked = [command.text for command in block.commands[number + 1 : number + 2]] == ["echo $?"]
        if status != 0 and not asked:
            self.problem(block.commands[number].line, f"exit code {status}: {block.commands[number].text}")

    def problem(self, line, message):
        self.problems.append(f"{self.document.name}:{line + 1}: {message}")

    def close(self):
        for shell in filter(None, (self.user, self.root)):
            shell.close()
        for terminal in self.terminals.values():
            terminal.stop()


def indented(lines):
    return "\n".join("    " + line for line in lines)


def update(document, edits):
    lines = document.read_text().splitlines()
    for first, end, printed in sorted(edits, reverse=True):
        lines[first:end] = printed
    document.write_text("\n".join(lines) + "\n")


def main(arguments):
    if arguments[:1] != ["--inside"]:
        return enter_namespaces(arguments)
    room, arguments = pathlib.Path(arguments[1]), arguments[2:]
    wants_update = "--update" in arguments
    document, build = (pathlib.Path(word).resolve() for word in arguments if word != "--update")
    text = document.read_text()
    try:
        found = blocks.blocks_of(text)
    except blocks.DocumentError as error:
        print(f"{document.name}: {error}", file=sys.stderr)
        return 2
    run = Run(document, furnish(room, document, build, blocks.network_of(text)))
    try:
        run.blocks(found)
    except shells.Failure as failure:
        run.problems.append(f"{document.name}: {failure}")
    finally:
        run.close()
    print("\n".join(run.problems), file=sys.stderr)
    if wants_update:
        update(document, run.edits)
    print(f"{document.name}: {run.commands} commands run, {len(run.problems)} problems")
    return 1 if run.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
