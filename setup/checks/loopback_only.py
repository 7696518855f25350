"""Carries out a command in a network namespace that was just made: brings its loopback interface up first.

Called by loopback-only.ts: unshare --net python3 loopback_only.py PROGRAM [ARGUMENT...]
"""

import fcntl
import os
import socket
import struct
import sys

SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))

os.execvp(sys.argv[1], sys.argv[1:])
