"""A small network for documents, in namespaces that end with the document; the document's own machine is 192.0.2.10.

    192.0.2.1    router    nothing open; it forwards to 198.51.100.0/24, but not to port 25 ("administratively prohibited")
    192.0.2.20   web       80 and 443; the rest refuses
    192.0.2.25   db        a firewall that drops all but port 22
    192.0.2.30   printer   631 and 9100
    198.51.100.5 archive   22 and 873, behind the router

The addresses are RFC 5737's: nobody else has them.
"""

import os
import subprocess
import sys

HOSTS = {
    "web": ("192.0.2.20", (80, 443), ""),
    "db": ("192.0.2.25", (22, 5432), "tcp dport != 22 drop"),
    "printer": ("192.0.2.30", (631, 9100), ""),
    "archive": ("198.51.100.5", (22, 873), ""),
}
ROUTER = "192.0.2.1"
SELF = "192.0.2.10"

# Accepts on each port until it is killed, after its namespace has been made: it says so, and its wires are laid before it listens.
LISTENER = """
import selectors, socket, sys
print("made", flush=True)
sys.stdin.readline()
waiting = selectors.DefaultSelector()
for port in sys.argv[1:]:
    listener = socket.create_server(("0.0.0.0", int(port)), backlog=128)
    waiting.register(listener, selectors.EVENT_READ)
print("listening", flush=True)
while True:
    for key, _ in waiting.select():
        key.fileobj.accept()[0].close()
"""


def entrance(process):
    """What a command is prefixed with to run on that host; nothing for this machine."""
    return ("nsenter", "--net", "--target", str(process.pid)) if process else ()


def run(command, within=None, text=""):
    done = subprocess.run([*entrance(within), *command.split()], input=text, text=True, capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"{command}: {done.stderr}")


def make_host(ports):
    host = subprocess.Popen(
        ["unshare", "--net", sys.executable, "-c", LISTENER, *map(str, ports)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    if host.stdout.readline() != "made\n":
        raise SystemExit("a host of the office network did not start")
    run("ip link set lo up", host)
    return host


def lay_wire(within, name, address, to, peer, bridge):
    """A pair: `name` with `address` on `within` (this machine if None), `peer` a port of the bridge on `to`."""
    run(f"ip link add name {name} netns {within.pid if within else os.getpid()} type veth peer name {peer} netns {to.pid}")
    run(f"ip address add {address}/24 dev {name}", within)
    run(f"ip link set {name} up", within)
    run(f"ip link set {peer} master {bridge} up", to)


def filter_packets(within, hook, rule):
    text = f"table ip firewall {{ chain {hook} {{ type filter hook {hook} priority 0; {rule}; }}; }}\n"
    run("nft -f -", within, text)


def make():
    """Lays the network, with the caller's namespace as 192.0.2.10; returns each host's process by name."""
    router = make_host(())
    for bridge, address in (("office", ROUTER), ("cellar", "198.51.100.1")):
        run(f"ip link add name {bridge} type bridge", router)
        run(f"ip address add {address}/24 dev {bridge}", router)
        run(f"ip link set {bridge} up", router)
    run("tee /proc/sys/net/ipv4/ip_forward", router, "1")
    filter_packets(router, "forward", "ip daddr 198.51.100.5 tcp dport 25 reject with icmp type admin-prohibited")
    lay_wire(None, "eth0", SELF, router, "port-self", "office")
    run(f"ip route add default via {ROUTER}")
    hosts = {"router": router}
    for name, (address, ports, firewall) in HOSTS.items():
        host = make_host(ports)
        bridge, gateway = ("cellar", "198.51.100.1") if address.startswith("198.") else ("office", ROUTER)
        lay_wire(host, "eth0", address, router, f"port-{name}", bridge)
        run(f"ip route add default via {gateway}", host)
        if firewall:
            filter_packets(host, "input", firewall)
        hosts[name] = host
    for host in hosts.values():
        host.stdin.write("go\n")
        host.stdin.flush()
        if host.stdout.readline() != "listening\n":
            raise SystemExit("a host of the office network does not listen")
    return hosts


def names(hosts):
    """Their lines for /etc/hosts."""
    addresses = {"router": ROUTER, **{name: spec[0] for name, spec in HOSTS.items()}}
    return "".join(f"{addresses[name]} {name}\n" for name in hosts)
