"""What must hold between the documents: links and paths lead somewhere, flags exist, two READMEs say the same. Pure but for reading files.

Each function returns messages; none means that all is well.
"""

import pathlib
import re

import blocks

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`]+)`")
PATH = re.compile(r"^(src|tests|tools|docs|bench|po|dist|cmake)/[\w./-]+$")
TEST_NAME = re.compile(r"^[A-Z]\w+\.[A-Z]\w+$")
FLAG = re.compile(r"(?<![\w-])--?[A-Za-z0-9][\w-]*")
COMMANDS = ("serve", "connect", "load", "scan")


def documents(root):
    """Every Markdown file of the source, by its place."""
    elsewhere = {"build", ".git", ".cache"}
    return sorted(path for path in root.rglob("*.md") if not elsewhere & set(path.relative_to(root).parts))


def prose(text):
    """The lines outside of fenced blocks, with their numbers from 1."""
    lines = text.splitlines()
    fenced = {number for block in blocks_or_none(text) for number in range(block.line, block.line + len(block.lines) + 2)}
    return [(number + 1, line) for number, line in enumerate(lines) if number not in fenced]


def blocks_or_none(text):
    """Blocks that follow no convention are the runner's to refuse; here they are only left out."""
    at = None
    found = []
    for number, line in enumerate(text.splitlines()):
        if blocks.FENCE.match(line):
            if at is None:
                at = number
            else:
                found.append(blocks.Block(at, "", "", [""] * (number - at - 1)))
                at = None
    return found


def anchor(heading):
    """GitHub's name of a heading."""
    words = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading.strip()).lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def headings(text):
    return [(len(match[1]), match[2]) for _, line in prose(text) if (match := re.match(r"(#+) (.*)", line))]


def anchors(text):
    seen = {}
    names = set()
    for _, heading in headings(text):
        name = anchor(heading)
        names.add(f"{name}-{seen[name]}" if name in seen else name)
        seen[name] = seen.get(name, 0) + 1
    return names


def dead_links(root):
    dead = []
    for document in documents(root):
        for number, line in prose(document.read_text()):
            place = f"{document.relative_to(root)}:{number}"
            for link in LINK.findall(SPAN.sub("", line) if "](" not in SPAN.sub("", line) else line):
                if re.match(r"[a-z]+:", link):
                    continue
                file, _, fragment = link.partition("#")
                target = (document.parent / file) if file else document
                if not target.exists():
                    dead.append(f"{place}: no such file: {link}")
                elif fragment and fragment not in anchors(target.read_text()):
                    dead.append(f"{place}: no such heading: {link}")
            dead += [f"{place}: no such path: {span}" for span in SPAN.findall(line) if PATH.match(span) and not is_there(root / span)]
    return dead


def unknown_tests(root):
    """Tests that are named in documents and exist no more."""
    sources = "".join(path.read_text() for path in root.rglob("*_test.cc") if "build" not in path.relative_to(root).parts)
    known = {f"{suite}.{name}" for suite, name in re.findall(r"TEST(?:_F|_P)?\((\w+), (\w+)\)", sources)}
    return [
        f"{document.relative_to(root)}:{number}: no such test: {span}"
        for document in documents(root)
        for number, line in prose(document.read_text())
        for span in SPAN.findall(line)
        if TEST_NAME.match(span) and span not in known
    ]


def is_there(path):
    """A file or folder; or a program by the place of its source."""
    return path.exists() or path.with_name(path.name + ".cc").exists()


def unknown_flags(root, helps):
    """`helps`: the help text of each command. Flags in code spans that begin with a flag, with sounder or with one of its commands."""
    known = {command: set(FLAG.findall(text)) | {"-h", "--help"} for command, text in helps.items()}
    known[""] = set().union(*known.values()) | {"-V", "--version"}
    unknown = []
    for document in documents(root):
        for number, line in prose(document.read_text()):
            for span in SPAN.findall(line):
                words = span.removeprefix("sounder ").split()
                if not words or not (span.startswith(("-", "sounder ")) or words[0] in COMMANDS):
                    continue
                command = words[0] if words[0] in COMMANDS else ""
                unknown += [
                    f"{document.relative_to(root)}:{number}: {command or 'sounder'} has no {flag}: `{span}`"
                    for flag in FLAG.findall(span)
                    if flag not in known[command]
                ]
    return unknown


def untold_flags(root, helps):
    """Long flags that no document tells; -p is told, and --help tells itself."""
    told = "".join(document.read_text() for document in documents(root))
    flags = {flag for text in helps.values() for flag in re.findall(r"--[a-z][\w-]*", text)} - {"--help", "--ports"}
    return [f"no document tells of {flag}" for flag in sorted(flags) if not re.search(rf"{flag}(?![\w-])", told)]


def shape(text, other):
    """What two translations share: heading levels, commands in order, links (the one to the other language aside, and pictures by language)."""
    commands = [(block.terminal, command.text) for block in blocks.blocks_of(text) for command in block.commands]
    links = [link.replace(".ru.svg", ".svg") for _, line in prose(text) for link in LINK.findall(line)]
    if other not in links:
        return None, f"no link to {other}"
    links.remove(other)
    return {"headings": [level for level, _ in headings(text)], "commands": commands, "links": links}, ""


def differing_translations(root):
    first, problem = shape((root / "README.md").read_text(), "README.ru.md")
    second, other_problem = shape((root / "README.ru.md").read_text(), "README.md")
    if problem or other_problem:
        return [text for text in (problem, other_problem) if text]
    return [f"README.md and README.ru.md: other {what}: {first[what]} and {second[what]}" for what in first if first[what] != second[what]]


def not_in_the_index(root):
    listed = LINK.findall((root / "docs/README.md").read_text())
    names = sorted(path.name for path in pathlib.Path(root / "docs").glob("*.md") if path.name != "README.md")
    return [f"docs/README.md does not list {name}" for name in names if name not in listed]
