#!/usr/bin/python3
"""The JSON that the program writes, held against docs/schema with a validator.
usage: schema_test.py PROGRAM SCHEMA_FOLDER
"""
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile

import jsonschema

PROGRAM, SCHEMAS = sys.argv[1:]
PATIENCE_S = 60


def validator(name):
    with open(os.path.join(SCHEMAS, name), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    check_described(schema, name)
    return jsonschema.Draft202012Validator(schema)


def check_described(schema, where):
    """Every field has a description, and no object may have a field that the schema does not know."""
    for branch in schema.get("oneOf", []):
        check_described(branch, where)
    if "properties" in schema:
        assert schema["additionalProperties"] is False, where
        for name, field in schema["properties"].items():
            assert field.get("description"), f"{where}: {name} has no description"
            if any(name.endswith(unit) for unit in ("_us", "_s")) and field.get("type") in ("integer", "number"):
                words = field["description"].lower()
                assert "second" in words, f"{where}: the description of {name} names no unit"
            check_described(field, f"{where}: {name}")


def check(schema, lines):
    """Each line is valid, and would not be with one more field or without its first. Returns the types seen."""
    assert lines, "nothing was written"
    seen = set()
    for line in lines:
        value = json.loads(line)
        schema.validate(value)
        seen.add(value.get("type"))
        assert not schema.is_valid({**value, "one_more": 1}), f"the schema takes any field: {line}"
        assert not schema.is_valid({name: value[name] for name in value if name != "v"}), line
    return seen


def run(*words, exits=(0,)):
    done = subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode in exits, (words, done.returncode, done.stderr)
    return done


def interrupted(*words, after):
    """Runs the program until it has written `after` lines on standard error, then Ctrl-C."""
    with subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        head = [child.stderr.readline() for _ in range(after)]
        child.send_signal(signal.SIGINT)
        output, rest = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 130, (words, child.returncode)
    return output.splitlines(), [line.rstrip("\n") for line in head] + rest.splitlines()


@contextlib.contextmanager
def server(log, *words):
    """A server with a JSON log, whose lines are in `log` afterwards; yields its port."""
    child = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--log", "json", *words], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        while True:
            log.append(child.stderr.readline().rstrip("\n"))
            if json.loads(log[-1])["type"] == "listening":
                break
        yield json.loads(log[-1])["port"]
    finally:
        child.terminate()
        log.extend(child.communicate(timeout=PATIENCE_S)[1].splitlines())


def main():
    scan, progress = validator("scan.schema.json"), validator("progress.schema.json")
    load, server_log = validator("load.schema.json"), validator("server-log.schema.json")

    log = []
    with server(log, "--udp", "--metrics", "127.0.0.1:0", "--max-per-address", "20") as port:
        target = f"127.0.0.1:{port}"
        first = run("scan", "-4", "localhost", "-p", f"{port},1-30", "--show", "all", "--json", "-", "--progress", "json")
        assert check(scan, first.stdout.splitlines()) == {"port", "host", "summary"}
        assert check(progress, first.stderr.splitlines()) == {"progress"}
        in_turn = run("scan", "127.0.0.1", "-p", f"{port},1-3", "--in-turn", "--json", "-")
        assert check(scan, in_turn.stdout.splitlines()) == {"port", "host", "summary"}

        for more in ([], ["--rate", "200"], ["--churn"], ["--udp"], ["--udp", "--rate", "200"], ["--pipeline", "4"]):
            done = run("load", target, "--connections", "2", "--duration", "300ms", "--json", "-", *more)
            check(load, done.stdout.splitlines())
        with contextlib.ExitStack() as clients:  # one more than the server takes from one address
            for _ in range(21):
                client = clients.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S))
            assert client.recv(1) == b""
    expected = {"listening", "metrics", "connected", "disconnected", "refused", "draining", "drained", "udp_stopped"}
    assert expected <= check(server_log, log), check(server_log, log)
    refused = run("load", target, "--connections", "1", "--duration", "100ms", "--json", "-", exits=(0, 1, 3))
    check(load, refused.stdout.splitlines()) if refused.stdout else None

    slow = ["scan", "127.0.0.1", "-p", "1-5000", "--max-rate", "100", "--json", "-", "--progress", "json"]
    results, told = interrupted(*slow, after=2)
    assert json.loads(results[-1])["interrupted"] is True
    check(scan, results)
    check(progress, told)
    noted = run("scan", "--dry-run", "127.0.0.1", "-p", "1-3", "--progress", "json")
    assert check(progress, noted.stderr.splitlines()) == {"note"}
    with tempfile.TemporaryDirectory() as folder:
        missing = os.path.join(folder, "none", "out.json")
        failed = run("scan", "127.0.0.1", "-p", "1", "--json", missing, "--progress", "json", exits=(3,))
    assert check(progress, failed.stderr.splitlines()) == {"error"}
    print("schema: what the program writes is what docs/schema says")


main()
