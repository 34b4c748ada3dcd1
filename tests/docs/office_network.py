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


def run(command, within=None, text=""):
    enter = ["nsenter", "--net", "--target", str(within)] if within else []
    done = subprocess.run([*enter, *command.split()], input=text, text=True, capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"{command}: {done.stderr}")


def make_host(ports):
    host = subprocess.Popen(
        ["unshare", "--net", sys.executable, "-c", LISTENER, *map(str, ports)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    if host.stdout.readline() != "made\n":
        raise SystemExit("a host of the office network did not start")
    run("ip link set lo up", host.pid)
    return host


def lay_wire(within, name, address, to, peer, bridge):
    """A pair: `name` with `address` in the namespace of process `within`, `peer` a port of the bridge in the namespace of `to`."""
    run(f"ip link add name {name} netns {within or os.getpid()} type veth peer name {peer} netns {to}")
    run(f"ip address add {address}/24 dev {name}", within)
    run(f"ip link set {name} up", within)
    run(f"ip link set {peer} master {bridge} up", to)


def filter_packets(within, hook, rule):
    text = f"table ip firewall {{ chain {hook} {{ type filter hook {hook} priority 0; {rule}; }}; }}\n"
    run("nft -f -", within, text)


def make():
    """Lays the network, with the caller's namespace as 192.0.2.10; returns the hosts' processes, and their lines for /etc/hosts."""
    router = make_host(())
    for bridge, address in (("office", ROUTER), ("cellar", "198.51.100.1")):
        run(f"ip link add name {bridge} type bridge", router.pid)
        run(f"ip address add {address}/24 dev {bridge}", router.pid)
        run(f"ip link set {bridge} up", router.pid)
    run("tee /proc/sys/net/ipv4/ip_forward", router.pid, "1")
    filter_packets(router.pid, "forward", "ip daddr 198.51.100.5 tcp dport 25 reject with icmp type admin-prohibited")
    lay_wire(None, "eth0", SELF, router.pid, "port-self", "office")
    run(f"ip route add default via {ROUTER}")
    hosts = [router]
    for name, (address, ports, firewall) in HOSTS.items():
        host = make_host(ports)
        bridge, gateway = ("cellar", "198.51.100.1") if address.startswith("198.") else ("office", ROUTER)
        lay_wire(host.pid, "eth0", address, router.pid, f"port-{name}", bridge)
        run(f"ip route add default via {gateway}", host.pid)
        if firewall:
            filter_packets(host.pid, "input", firewall)
        hosts.append(host)
    for host in hosts:
        host.stdin.write("go\n")
        host.stdin.flush()
        if host.stdout.readline() != "listening\n":
            raise SystemExit("a host of the office network does not listen")
    names = {"router": ROUTER, **{name: spec[0] for name, spec in HOSTS.items()}}
    return hosts, "".join(f"{address} {name}\n" for name, address in names.items())


if __name__ == "__main__":  # a look around: unshare --net python3 office_network.py COMMAND...
    run("ip link set lo up")
    kept, _ = make()
    status = subprocess.call(sys.argv[1:])
    for each in kept:
        each.kill()
    os._exit(status)
