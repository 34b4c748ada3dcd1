#!/usr/bin/env python3
"""usage: check_pages.py PROGRAM

What does not hold between the documents: dead links, paths and tests that do not exist, flags that PROGRAM does not have or that no document
tells, READMEs that differ, documents missing in the index. Exit code 1 if there is any.
"""

import pathlib
import subprocess
import sys

import pages

root = pathlib.Path(__file__).resolve().parents[2]
helps = {
    command: subprocess.run([sys.argv[1], "--lang", "en", "help", command], check=True, capture_output=True, text=True).stdout
    for command in pages.COMMANDS
}
found = [
    *pages.dead_links(root),
    *pages.unknown_tests(root),
    *pages.unknown_flags(root, helps),
    *pages.untold_flags(root, helps),
    *pages.differing_translations(root),
    *pages.not_in_the_index(root),
]
print("\n".join(found) or f"{len(pages.documents(root))} documents: links, flags, translations and index hold")
sys.exit(1 if found else 0)
