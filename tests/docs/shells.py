"""Where a document's commands run: a shell with pipes, and terminals. Both kill nothing but what they started.

A command without sudo has no privilege at all: its process cannot gain any through being root's (SECBIT_NOROOT), so that a document says
what an ordinary user meets. A file capability (setcap) still works.
"""

import os
import pty
import select
import signal
import subprocess
import termios
import time

from match import lines_match, screen_lines

PROMPTS = ("> ", "Host name or IP address: ", "Имя узла или IP-адрес: ")
LONGEST_S = 40  # of one command
UNPRIVILEGED = ("setpriv", "--securebits", "+noroot", "--inh-caps=-all", "--ambient-caps=-all")


class Failure(Exception):
    pass


def plain(text):
    """(the command without sudo, what starts its shell)"""
    return (text[5:], ()) if text.startswith("sudo ") else (text, UNPRIVILEGED)


class Shell:
    """bash, reading commands from a pipe; standard output and error are one pipe."""

    END = "--end-of-command--"

    def __init__(self, starter):
        self.process = subprocess.Popen(
            [*starter, "bash", "--norc", "--noprofile"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            start_new_session=True,
        )
        self.left = b""

    def run(self, text, longest_s=LONGEST_S):
        """(exit code, lines printed); raises Failure if it does not end."""
        end = f"printf '\\n{self.END} %d\\n' $_status"
        # (exit $_status): the next command's $? is this one's
        self.process.stdin.write(f"(exit ${{_status-0}})\n{{ {text}\n}} </dev/null; _status=$?; {end}\n".encode())
        deadline = time.monotonic() + longest_s
        mark = f"\n{self.END} ".encode()
        heard = self.left
        while (at := heard.find(mark)) < 0 or b"\n" not in heard[at + len(mark) :]:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 1 << 16) if ready else b""
            if not piece:
                raise Failure(f"no end after {longest_s} s: {text}\n" + heard.decode(errors="replace"))
            heard += piece
        status, _, self.left = heard[at + len(mark) :].partition(b"\n")
        said = heard[:at].decode(errors="replace")
        return int(status), said.removesuffix("\n").split("\n") if said else []

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Terminal:
    """One terminal: at most one command at a time, which may go on from block to block."""

    def __init__(self, place=()):
        """`place`: a command that runs another one elsewhere."""
        self.place = place
        self.pid = 0
        self.status = 0
        self.shown = ""  # since the last block's end

    def start(self, text):
        text, starter = plain(text)
        command = [*self.place, *starter, "bash", "--norc", "--noprofile", "-c", f"(exit {self.status}); {text}"]
        self.shown = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvp(command[0], command)
        termios.tcsetwinsize(self.fd, (24, 100))

    def go_on(self, expected, runs_on, longest_s=LONGEST_S):
        """Types what `expected` has of input, and returns the lines shown: at the command's end, or with `runs_on` as soon as they match."""
        deadline = time.monotonic() + longest_s
        inputs = [number for number, line in enumerate(expected) if typed_in(line)]
        while self.pid:
            lines = screen_lines(self.shown)
            if inputs and self.waits_for(expected[: inputs[0]], expected[inputs[0]], lines):
                os.write(self.fd, typed_in(expected[inputs.pop(0)])[1])
            elif runs_on and not inputs and lines[-1] in ("", *PROMPTS) and lines_match(expected, lines[:-1]):
                self.shown = lines[-1]
                return lines[:-1]
            elif time.monotonic() > deadline:
                raise Failure("no more comes; expected:\n" + "\n".join(expected) + "\nthe terminal shows:\n" + "\n".join(lines))
            self.hear(deadline)
        lines = screen_lines(self.shown)
        self.shown = ""
        return lines[:-1] if lines[-1] == "" else lines

    def waits_for(self, before, line, lines):
        prompt = typed_in(line)[0]
        return lines[-1] == prompt and lines_match(before, lines[:-1])

    def hear(self, deadline):
        ready, _, _ = select.select([self.fd], [], [], min(0.05, max(0, deadline - time.monotonic())))
        try:
            piece = os.read(self.fd, 1 << 16) if ready else None
        except OSError:  # EIO: nobody has this terminal open any more
            piece = b""
        if piece == b"":
            _, waited = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(waited)
            self.close()
        elif piece:
            self.shown += piece.decode(errors="replace")

    def close(self):
        os.close(self.fd)
        self.pid = 0

    def stop(self):
        if self.pid:
            os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.close()


def typed_in(line):
    """(the prompt, the bytes typed after it) if a person types in this line of a document, else None."""
    if line.startswith("^C"):
        return "", b"\x03"
    for prompt in PROMPTS:
        if line.startswith(prompt):
            return prompt, b"\x04" if line == prompt + "^D" else (line[len(prompt) :] + "\n").encode()
    return None
