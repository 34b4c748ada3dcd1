"""sounder serve under faults: its clients and what must hold for them."""

import http.client
import json
import socket
import ssl
import struct
import threading
import time
import urllib.request

from process import PATIENCE_S, Process, Violation, check_refusal

ADDRESS = "127.0.0.7"
PATTERN = bytes((i * 7 + i // 251) % 256 for i in range(1 << 20))


def dial(port, context):
    raw = socket.create_connection((ADDRESS, port), timeout=PATIENCE_S)
    return context.wrap_socket(raw) if context else raw


def talk(port, context, start, size, slow=False):
    """Sends, half-closes and reads to the end. What came back is a prefix of what went; returns whether it was all."""
    said, heard = PATTERN[start:start + size], bytearray()
    try:
        with dial(port, context) as client:
            sender = None if context else threading.Thread(target=send_all, args=(client, said), daemon=True)
            if sender:
                sender.start()
            else:
                tls_turns(client, said, heard)
            if slow:
                time.sleep(0.1)
            while piece := client.recv(3000 if slow else 65536):
                heard += piece
            if sender:
                sender.join()
    except TimeoutError:
        raise Violation(f"a client waits for ever, after {len(heard)} of {size} bytes") from None
    except OSError:
        pass  # an end that can be seen
    if said[:len(heard)] != heard:
        raise Violation(f"{len(heard)} bytes came back that were not sent, or not in this order")
    return len(heard) == size


def send_all(client, said):
    try:
        client.sendall(said)
        client.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def tls_turns(client, said, heard):
    for at in range(0, len(said), 8000):
        client.sendall(said[at:at + 8000])
        while len(heard) < min(len(said), at + 8000):
            if not (piece := client.recv(65536)):
                return
            heard += piece
    client.unwrap()


def reset(port):
    try:
        with socket.create_connection((ADDRESS, port), timeout=PATIENCE_S) as client:
            client.sendall(PATTERN[:5000])
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    return True  # nothing was to come back


def clients(port, context):
    """All kinds at once: whether all were served whole; the first violation of any."""
    broken, whole = [], []

    def kind(action, *words):
        try:
            whole.append(action(*words))
        except Violation as violation:
            broken.append(violation)

    jobs = [(talk, port, context, 0, 200_000), (talk, port, context, 1000, 150_000, True), (reset, port)]
    threads = [threading.Thread(target=kind, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for turn in range(4):
        kind(talk, port, context, turn, 1 + 700 * turn)
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
    return all(whole)


def datagrams(port, must):
    """Every answer is what was asked; with `must`, one of ten comes."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(0.3 if must else 0.05)
        client.connect((ADDRESS, port))
        for turn in range(10):
            said = PATTERN[turn:turn + 100 * turn + 10]
            try:
                client.send(said)
                heard = client.recv(65536)
            except OSError:
                continue
            if heard not in (PATTERN[k:k + 100 * k + 10] for k in range(turn + 1)):
                raise Violation("a datagram came back that was not sent")
            if must:
                return
    if must:
        raise Violation("answers no datagram any more")


def figures(port, must):
    """A single fault may still take the first answer, and no more."""
    if must and figures(port, must=False):
        return True
    try:
        with urllib.request.urlopen(f"http://{ADDRESS}:{port}/metrics", timeout=PATIENCE_S) as answer:
            if b"sounder_" not in answer.read():
                raise Violation("/metrics has no figures")
            return True
    except TimeoutError:
        raise Violation("/metrics does not answer") from None
    except (OSError, http.client.HTTPException) as error:
        if must:
            raise Violation(f"/metrics: {error}") from None
        return False


def port_of(line, kind, protocol=None):
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry["port"] if entry.get("type") == kind and entry.get("protocol") == protocol else None


def idle(process):
    """Nothing happens: nothing is computed."""
    before = process.processor_s()
    time.sleep(0.12)
    if process.processor_s() - before > 0.07:
        time.sleep(1)  # timers of the end of a shortage may still run
        before = process.processor_s()
        time.sleep(0.3)
        if process.processor_s() - before > 0.1:
            raise Violation("computes while nothing is to be done")


def settled(process, descriptors):
    end = time.monotonic() + PATIENCE_S
    while (now := process.descriptors()) != descriptors:
        if time.monotonic() > end:
            raise Violation(f"{now} descriptors are open, {descriptors} were at the start")
        time.sleep(0.005)


def check_log(lines):
    """Everybody who came has left, in the log too."""
    events = []
    for line in lines:
        try:
            events.append(json.loads(line).get("type"))
        except ValueError:
            raise Violation(f"the log has a line that is no JSON: {line}") from None
    came, left = events.count("connected"), events.count("disconnected")
    if came != left:
        raise Violation(f"{came} came and {left} left")


class Serve:
    def __init__(self, model, tls=None, udp=False, metrics=False):
        self.name = f"serve-{model}" + ("-tls" if tls else "") + ("-udp-metrics" if udp else "")
        self.words = ["serve", "--listen", f"{ADDRESS}:0", "--model", model, "--drain", "2s", "--log", "json"]
        self.words += ["--tls-cert", tls.certificate, "--tls-key", tls.key] if tls else []
        self.words += ["--udp"] if udp else []
        self.words += ["--metrics", f"{ADDRESS}:0"] if metrics else []
        self.udp, self.metrics, self.tls = udp, metrics, tls

    def run(self, program, injection, _folder):
        context = None
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with Process([program, *self.words], injection) as process:
            port = process.wait_line(lambda line: port_of(line, "listening", "tcp"))
            metrics = process.wait_line(lambda line: port_of(line, "metrics")) if self.metrics and port else None
            if port is None:
                code = process.end()
                if not injection.hit("fwrite@pipe", "fflush@pipe"):
                    check_refusal(code, process.lines())
                return "refused"
            return self.serve(process, injection, port, metrics, context)

    def serve(self, process, injection, port, metrics, context):
        descriptors = process.descriptors()
        if not clients(port, context) and injection.only_passing():
            raise Violation("a client was lost, and nothing failed that the next try would not have done")
        if self.udp:
            datagrams(port, must=False)
        if self.metrics:
            figures(metrics, must=False)
        injection.end()
        if not any(talk(port, context, 5, 50_000) for _ in range(2)):
            raise Violation("a client after the faults is not served whole")
        if self.udp:
            datagrams(port, must=True)
        if self.metrics:
            figures(metrics, must=True)
        settled(process, descriptors)
        idle(process)
        process.child.terminate()
        code = process.end()
        if code not in (0, 1):
            raise Violation(f"exit code {code} after SIGTERM")
        if not injection.hit("write@pipe"):
            check_log(process.lines())
        return f"exit {code}"
