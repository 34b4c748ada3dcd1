"""Whether what was printed is what a document shows. Pure.

In a document, a line of "..." stands for any number of lines, and "..." within a line for any words. Besides, what differs from
run to run is made the same on both sides: see NORMALISED, the whole list.
"""

import re

NUMBER = r"\d+(?:[.,]\d+)*"
NORMALISED = [
    # local ports that the kernel chose (net.ipv4.ip_local_port_range)
    (re.compile(r"(?<=[\w\]]):(?:3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[45]\d{4}|60\d{3})\b"), ":PORT"),
    # bytes and requests a second, before times: "/s" has no unit of its own
    (re.compile(rf"\b{NUMBER}(?: (?:[kMG]?B|[кМГ]?Б))?/(?:s|с)(?!\w)"), "RATE"),
    # elapsed seconds and round trips
    (re.compile(rf"\b{NUMBER} (?:ns|us|ms|s|seconds|нс|мкс|мс|с)(?!\w)"), "TIME"),
    # how many requests a load run made, or a scan sent
    (re.compile(rf"\b{NUMBER}(?= (?:round trips|обмен|datagrams sent))"), "COUNT"),
    # the same as JSON, CSV or XML
    (re.compile(r'"(time|lasted_s|\w+_us|\w*_?elapsed\w*|per_s|bytes_per_s|sent|seed|requests|round_trips|p50|p90|p99|p99_9|max)":( ?)[\d.]+'), r'"\1":\2N'),
    (re.compile(r'"port":(?:3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[45]\d{4}|60\d{3})\b'), '"port":PORT'),
    (re.compile(r"(,syn-ack,[\w-]*,)\d+$"), r"\1N"),
    (re.compile(r'(srtt|rttvar|to|start|starttime|endtime|time|elapsed)="[\d.]+"'), r'\1="N"'),
    (re.compile(r"(--seed )\d+"), r"\1N"),
    # the picture of a load run: bars, their axis and its scale
    (re.compile(r"^ *[▁▂▃▄▅▆▇█][ ▁▂▃▄▅▆▇█]*$"), "BARS"),
    (re.compile(r"^\|[ |]*$"), "AXIS"),
    (re.compile(r"^TIME(?: +TIME)*$"), "SCALE"),
    # process numbers, and how a shell that nobody types at tells of a kill
    (re.compile(r"^bash: line \d+: +\d+ (Killed|Terminated)\b.*"), r"\1"),
    (re.compile(r"\bpid=\d+"), "pid=PID"),
    (re.compile(r"^\[(\d+)\] \d+$"), r"[\1] PID"),
    # other programs, which have another version in another Debian
    (re.compile(r"\bNmap 7\.\d+"), "Nmap 7"),
    # clocks
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?: ?[A-Z]{3,4}|Z)?\b"), "DATE"),
    (re.compile(r"\b[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\b"), "DATE"),
]


def normalise(line):
    """The line without what differs from run to run; columns move with it, so spaces count as one then."""
    line = line.rstrip()
    changed = line
    for pattern, word in NORMALISED:
        changed = pattern.sub(word, changed)
    return changed if changed == line else re.sub(r" {2,}", " ", changed)


def line_matches(expected, actual):
    pieces = [re.escape(piece) for piece in normalise(expected).split("...")]
    return re.fullmatch(".*".join(pieces), normalise(actual)) is not None


def lines_match(expected, actual):
    """Every expected line has its actual one, in order, and no other is left over."""
    reached = {0}  # how many actual lines may be accounted for by the expected ones so far
    for line in expected:
        if line.strip() == "...":
            reached = set(range(min(reached), len(actual) + 1)) if reached else set()
        else:
            reached = {at + 1 for at in reached if at < len(actual) and line_matches(line, actual[at])}
    return len(actual) in reached


def screen_lines(text):
    """What a terminal shows of `text`: lines drawn over with \\r and cleared with ESC [K show what was drawn last."""
    lines = [[]]
    column = 0
    for token in re.findall(r"\x1b\[[\d;?]*[A-Za-z]|[\s\S]", text):
        if token == "\n":
            lines.append([])
            column = 0
        elif token == "\r":
            column = 0
        elif token == "\b":
            column = max(0, column - 1)
        elif token == "\x1b[K":
            del lines[-1][column:]
        elif len(token) == 1:
            lines[-1][column : column + 1] = [token]
            column += 1
    return ["".join(line) for line in lines]
