"""The plain thread-per-client echo server in Python that a course would show. usage: echo_threads.py PORT (127.0.0.1)"""

import resource
import socket
import sys
import threading

_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def serve(client):
    with client:
        while data := client.recv(65536):
            client.sendall(data)


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=4096) as listener:
    while True:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(client,), daemon=True).start()
