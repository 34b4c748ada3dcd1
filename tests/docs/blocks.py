"""The fenced blocks of a Markdown document, and what each of them is. Pure: text in, blocks out.

A block is one of these, or an error (nothing can hide):

    ```console          commands after "$ " (a line that ends with \\ goes on in the next), each with its output. "$ sudo COMMAND" has
                        root's rights, everything else has none. All of them share one shell, in order.
    ```console NAME     the same on a terminal of that name: what it shows, with what is typed ("> words" after a prompt, "^C" and "^D")
                        in its place. If a host of the network has that name, it is a terminal on that host. A block that begins without "$ " goes on with the command that still runs there.
    ```text             a picture, a form of words: anything but commands.
    ```LANGUAGE         right after <!-- file: NAME -->: a file of that name, written before what follows is run.

Other comments right before a block, and one anywhere:

    <!-- run by: PATH -->       not run here, but by that script, which has these commands.
    <!-- network: office -->    the document is run in the small network of office_network.py.
"""

import dataclasses
import re

FENCE = re.compile(r"^( *)(`{3,})(.*)$")
MARK = re.compile(r"^\s*<!-- (file|run by|network): (.+?) -->\s*$")
# What would have to be a console block: a prompt, or a line that begins with a tool of the shell.
LOOKS_LIKE_A_COMMAND = re.compile(
    r"^\s*(\$ |# |(sudo|apt|apt-get|cd|cmake|ctest|curl|git|ip|make|nmap|ndiff|openssl|python3|setcap|sounder|ss|systemctl|wget)( |$)(?!\[))"
)


class DocumentError(Exception):
    """A document that does not follow the convention, or does not hold. `line` counts from 1."""

    def __init__(self, line, message):
        super().__init__(f"line {line}: {message}")


@dataclasses.dataclass
class Command:
    line: int  # of the document, counting from 0
    text: str  # what the shell is given; empty: the block goes on with what runs
    expected: list  # lines of output
    first_output: int = 0  # the document's line where they begin


@dataclasses.dataclass
class Block:
    line: int
    language: str
    terminal: str  # empty: the shell
    lines: list
    file: str = ""
    run_by: str = ""
    commands: list = dataclasses.field(default_factory=list)


def network_of(text):
    names = [match[2] for match in map(MARK.match, text.splitlines()) if match and match[1] == "network"]
    return names[0] if names else ""


def blocks_of(text):
    """Every fenced block, with its commands; raises DocumentError where one is nothing of the above."""
    lines = text.splitlines()
    blocks = []
    at = 0
    while at < len(lines):
        fence = FENCE.match(lines[at])
        if not fence:
            at += 1
            continue
        end = at + 1
        while end < len(lines) and lines[end].strip() != fence[2]:
            end += 1
        if end == len(lines):
            raise DocumentError(at + 1, "this block does not end")
        language, _, terminal = fence[3].strip().partition(" ")
        indent = len(fence[1])
        block = Block(at, language, terminal, [line[indent:] for line in lines[at + 1 : end]])
        mark = MARK.match(lines[at - 1]) if at > 0 else None
        if mark and mark[1] == "file":
            block.file = mark[2]
        if mark and mark[1] == "run by":
            block.run_by = mark[2]
        classify(block)
        blocks.append(block)
        at = end + 1
    return blocks


def classify(block):
    if block.language == "console":
        block.commands = commands_of(block)
    elif block.file:
        pass
    elif block.language == "text":
        for number, line in enumerate(block.lines):
            if LOOKS_LIKE_A_COMMAND.match(line):
                raise DocumentError(block.line + 2 + number, f"looks like a command, and text is not run: {line}")
    else:
        raise DocumentError(block.line + 1, f"'{block.language}' is neither console, nor text, nor has a file mark")


def commands_of(block):
    commands = []
    first = block.line + 1  # the document's line of block.lines[0]
    at = 0
    while at < len(block.lines):
        line = block.lines[at]
        if line.startswith("$ "):
            text = line[2:]
            command = Command(first + at, text, [])
            while text.endswith("\\") and at + 1 < len(block.lines):
                at += 1
                text += "\n" + block.lines[at]
            command.text = text
            command.first_output = first + at + 1
            commands.append(command)
        else:
            if not commands:
                if not block.terminal:
                    raise DocumentError(first + at + 1, "output without a command before it")
                commands.append(Command(first, "", [], first))
            commands[-1].expected.append(line)
        at += 1
    if not commands:
        raise DocumentError(block.line + 1, "a console block without a command")
    return commands


def simple_commands(text):
    """The commands of a line of shell, each as its first two words without sudo and variables; for the search in a proof."""
    found = []
    for part in re.split(r"&&|\|\||[;|\n]", text.replace("\\\n", " ")):
        words = [word for word in part.split() if word != "sudo" and "=" not in word]
        if words and words[0] not in ("cd", "exit"):
            found.append(" ".join(words[:2]))
    return found
