#!/usr/bin/env python3
"""The documents' runner fails when a document is wrong. usage: runner_test.py BUILD_DIR"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import blocks
import match
import pages
import shells

BUILD = pathlib.Path(sys.argv.pop()).resolve()
RUNNER = pathlib.Path(__file__).with_name("run_document.py")


def console(*lines, name=""):
    return "\n".join([f"```console {name}".rstrip(), *lines, "```", ""])


class Blocks(unittest.TestCase):
    def refused(self, text, why):
        with self.assertRaisesRegex(blocks.DocumentError, why):
            blocks.blocks_of(text)

    def test_a_block_without_a_language_is_refused(self):
        self.refused("```\n$ true\n```\n", "line 1: '' is neither console")

    def test_a_block_of_a_language_nobody_runs_is_refused(self):
        self.refused("```sh\ntrue\n```\n", "'sh' is neither")

    def test_text_that_looks_like_commands_is_refused(self):
        for line in ("$ true", "sudo apt install x", "  sounder scan localhost", "# systemctl start x"):
            self.refused(f"```text\n{line}\n```\n", "line 2: looks like a command")

    def test_a_form_of_words_is_text(self):
        self.assertEqual(len(blocks.blocks_of("```text\nsounder [COMMAND]\n```\n")), 1)

    def test_a_block_without_an_end_is_refused(self):
        self.refused("a\n```console\n$ true\n", "line 2: this block does not end")

    def test_output_without_a_command_is_refused(self):
        self.refused(console("output"), "line 2: output without a command")

    def test_a_command_may_take_several_lines(self):
        (block,) = blocks.blocks_of(console("$ echo a \\", "    b", "a b"))
        self.assertEqual(block.commands[0].text, "echo a \\\n    b")
        self.assertEqual((block.commands[0].expected, block.commands[0].first_output), (["a b"], 3))

    def test_the_proof_is_asked_for_the_commands_of_a_line(self):
        self.assertEqual(blocks.simple_commands("git clone URL x && cd x && sudo make demo | cat"), ["git clone", "make demo", "cat"])


class Match(unittest.TestCase):
    def test_what_differs_from_run_to_run_is_the_same(self):
        for one, other in (
            ("2 probes: 1 open in 0.41 s", "2 probes: 1 open in 12.00 s"),
            ("[::1]:41712 connected, 1 active", "[::1]:60999 connected, 1 active"),
            ("round trip    1.75 ms    3.29 ms", "round trip    999 us    3 ms"),
            ('{"port":22,"rtt_us":85}', '{"port":22,"rtt_us":8}'),
            ('{"time":1795642986.1,"port":40000}', '{"time":1795642987.25,"port":40001}'),
        ):
            self.assertTrue(match.line_matches(one, other), one)

    def test_what_a_reader_relies_on_is_not(self):
        for one, other in (
            ("Port 22 is open", "Port 23 is open"),
            ("2 probes: 1 open in 0.41 s", "2 probes: 2 open in 0.41 s"),
            ("[::1]:7007 connected", "[::1]:7008 connected"),
            ("Stopping: 0 clients may finish within 10s", "Stopping: 0 clients may finish within 20s"),
            ('{"port":22,"rtt_us":85}', '{"port":23,"rtt_us":85}'),
        ):
            self.assertFalse(match.line_matches(one, other), one)

    def test_dots_stand_for_lines_and_words(self):
        self.assertTrue(match.lines_match(["a", "...", "z"], ["a", "b", "c", "z"]))
        self.assertTrue(match.lines_match(["a", "...", "z"], ["a", "z"]))
        self.assertTrue(match.lines_match(["one ... three"], ["one two three"]))
        self.assertFalse(match.lines_match(["a", "...", "z"], ["a", "b"]))
        self.assertFalse(match.lines_match(["a"], ["a", "b"]))
        self.assertFalse(match.lines_match(["a", "b"], ["a"]))

    def test_a_terminal_shows_what_was_drawn_last(self):
        self.assertEqual(match.screen_lines("[#..] 30 %\r\x1b[K[##.] 60 %\r\x1b[Kdone\r\nnext"), ["done", "next"])


class Shells(unittest.TestCase):
    def test_a_command_that_does_not_end_is_a_failure(self):
        shell = shells.Shell(())
        self.addCleanup(shell.close)
        with self.assertRaisesRegex(shells.Failure, "no end after 0.2 s: sleep 60"):
            shell.run("sleep 60", longest_s=0.2)

    def test_a_terminal_whose_command_is_left_running_is_a_failure(self):
        terminal = shells.Terminal()
        self.addCleanup(terminal.stop)
        terminal.start("sudo sleep 60")
        with self.assertRaisesRegex(shells.Failure, "no more comes"):
            terminal.go_on([], runs_on=False, longest_s=0.2)


class WholeDocuments(unittest.TestCase):
    def run_document(self, text, *flags):
        with tempfile.TemporaryDirectory() as room:
            document = pathlib.Path(room) / "a.md"
            document.write_text(text)
            done = subprocess.run([sys.executable, RUNNER, *flags, document, BUILD], capture_output=True, text=True, timeout=60)
            self.text = document.read_text()
        self.said = done.stderr
        return done.returncode

    def test_a_document_that_holds_passes(self):
        self.assertEqual(self.run_document(console("$ sounder --version", "sounder ...", "$ x=1", "$ echo $x", "1")), 0, self.said)

    def test_a_wrong_output_fails(self):
        self.assertEqual(self.run_document(console("$ echo a", "b")), 1)
        self.assertIn("a.md:2: echo a", self.said)

    def test_output_that_is_not_shown_fails(self):
        self.assertEqual(self.run_document(console("$ echo a")), 1)

    def test_a_failing_command_fails(self):
        self.assertEqual(self.run_document(console("$ false")), 1)
        self.assertIn("exit code 1: false", self.said)

    def test_an_exit_code_that_is_shown_is_compared(self):
        self.assertEqual(self.run_document(console("$ (exit 3)", "$ echo $?", "3")), 0, self.said)
        self.assertEqual(self.run_document(console("$ (exit 3)", "$ echo $?", "2")), 1)

    def test_an_unmarked_block_fails(self):
        self.assertEqual(self.run_document("```\nmake install\n```\n"), 2)
        self.assertIn("neither console", self.said)

    def test_a_proof_without_the_command_fails(self):
        mark = "<!-- run by: tools/fresh_check -->\n"
        self.assertEqual(self.run_document(mark + console("$ git clone somewhere")), 0, self.said)
        self.assertEqual(self.run_document(mark + console("$ git bisect start")), 1)
        self.assertIn("which has no: git bisect", self.said)
        self.assertEqual(self.run_document("<!-- run by: tools/nothing -->\n" + console("$ true")), 1)

    def test_only_sudo_has_privileges(self):
        show = 'grep -c "CapEff.*f" /proc/self/status'
        self.assertEqual(self.run_document(console(f"$ {show}", "0", "$ echo $?", "1", f"$ sudo {show}", "1")), 0, self.said)

    def test_a_terminal_is_typed_at_and_compared(self):
        server = console("$ sounder serve", "Listening on [::]:7007", name="server")
        stop = console("^CStopping: 0 clients may finish within 10s", "Stopped: 1 client served, 0 cut", name="server")
        talk = ["$ sounder connect 127.0.0.1", "Connected to 127.0.0.1:7007. Ctrl-D leaves.", "> hello", "Echo: hello", "> ^D"]
        seen = console("127.0.0.1:40000 connected, 1 active", "127.0.0.1:40000 disconnected ...", name="server")
        self.assertEqual(self.run_document(server + console(*talk, name="client") + seen + stop), 0, self.said)

    def test_a_terminal_that_shows_something_else_fails(self):
        self.assertEqual(self.run_document(console("$ sleep 0.1; echo a", "b", name="one")), 1)

    def test_a_file_is_there_for_the_commands(self):
        text = "<!-- file: a.ini -->\n```ini\n[a]\n```\n" + console("$ cat a.ini", "[a]")
        self.assertEqual(self.run_document(text), 0, self.said)

    def test_update_writes_what_was_printed(self):
        wrong = console("$ echo a; echo b", "old", "$ echo $((40 + 2))", "$ echo c", "c")
        self.assertEqual(self.run_document(wrong, "--update"), 1)
        self.assertEqual(self.text, console("$ echo a; echo b", "a", "b", "$ echo $((40 + 2))", "42", "$ echo c", "c"))
        self.assertEqual(self.run_document(self.text), 0, self.said)


class Pages(unittest.TestCase):
    def setUp(self):
        self.room = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.room.name)
        (self.root / "docs").mkdir()

    def tearDown(self):
        self.room.cleanup()

    def write(self, name, text):
        (self.root / name).write_text(text)

    def test_dead_links_anchors_and_paths_are_found(self):
        self.write("a.md", "# Head `x`, and more\n[a](docs/b.md) [b](#head-x-and-more) [c](docs/b.md#two) `tools/none`\n```text\n[x](y)\n```\n")
        self.write("docs/b.md", "## One\n[up](../none.md)\n")
        dead = pages.dead_links(self.root)
        self.assertEqual([line.split(": ")[-1] for line in dead], ["docs/b.md#two", "tools/none", "../none.md"])

    def test_flags_that_do_not_exist_are_found(self):
        self.write("a.md", "`--rate` `scan --rate` `load HOST --rate N` `nmap --min-rate` `--nonsense 3` `sounder load -x`\n")
        helps = {"serve": "", "connect": "", "load": "--rate N", "scan": "-p, --ports PORTS"}
        unknown = pages.unknown_flags(self.root, helps)
        self.assertEqual([line.split("`")[1] for line in unknown], ["scan --rate", "--nonsense 3", "sounder load -x"])

    def test_flags_that_no_document_tells_are_found(self):
        self.write("a.md", "`--rate-less` `--tell`\n")
        self.assertEqual(pages.untold_flags(self.root, {"scan": "--rate --tell --help"}), ["no document tells of --rate"])

    def test_tests_that_do_not_exist_are_found(self):
        self.write("a_test.cc", "TEST(Suite, Holds) {}\n")
        self.write("a.md", "`Suite.Holds` `Suite.Fails`\n")
        self.assertEqual([line.split(": ")[-1] for line in pages.unknown_tests(self.root)], ["Suite.Fails"])

    def test_translations_that_differ_are_found(self):
        self.write("README.md", "[ru](README.ru.md)\n# A\n" + console("$ true"))
        self.write("README.ru.md", "[en](README.md)\n# А\n" + console("$ true"))
        self.assertEqual(pages.differing_translations(self.root), [])
        self.write("README.ru.md", "[en](README.md)\n# А\n## Б\n" + console("$ false"))
        self.assertEqual(len(pages.differing_translations(self.root)), 2)

    def test_a_document_missing_in_the_index_is_found(self):
        self.write("docs/README.md", "[b](b.md)\n")
        self.write("docs/b.md", "")
        self.write("docs/c.md", "")
        self.assertEqual(pages.not_in_the_index(self.root), ["docs/README.md does not list c.md"])


if __name__ == "__main__":
    unittest.main()
