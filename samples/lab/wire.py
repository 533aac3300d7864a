#!/usr/bin/env python3
"""wire.py NEAR FAR MILLISECONDS: a long line between two TUN devices, which it makes.

Every packet comes out at the other end that much later. The devices may be moved to other namespaces afterwards.
It stands in for the kernel's netem, which not every kernel has. Standard library only.
"""

import collections
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def open_tun(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


def main():
    near, far = open_tun(sys.argv[1]), open_tun(sys.argv[2])
    delay = float(sys.argv[3]) / 1000
    other = {near: far, far: near}
    under_way = collections.deque()  # (due, device, packet) in the order of coming
    while True:
        wait = max(0, under_way[0][0] - time.monotonic()) if under_way else None
        for device in select.select([near, far], [], [], wait)[0]:
            try:
                under_way.append((time.monotonic() + delay, other[device], os.read(device, 65536)))
            except OSError:  # the device is down
                time.sleep(0.01)
        while under_way and under_way[0][0] <= time.monotonic():
            _, device, packet = under_way.popleft()
            try:
                os.write(device, packet)
            except OSError:
                pass


if __name__ == "__main__":
    main()
