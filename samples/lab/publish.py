#!/usr/bin/env python3
"""publish.py RECORDED TARGET: copies a capture; of a pcapng the texts on hardware and system are left out.

Those options name the machine that recorded, which says nothing about the scenario.
"""

import struct
import sys

SECTION, INTERFACE = 0x0A0D0D0A, 1
FIXED = {SECTION: 24, INTERFACE: 16}  # bytes of a block before its options
LEFT_OUT = {SECTION: (2, 3), INTERFACE: (12,)}  # shb_hardware, shb_os; if_os


def blocks(data):
    at = 0
    while at < len(data):
        kind, length = struct.unpack_from("<2I", data, at)
        yield kind, data[at : at + length]
        at += length


def without_machine(kind, block):
    """The block without the options of LEFT_OUT, its two lengths set anew."""
    at = FIXED[kind]
    kept = block[8:at]
    while at < len(block) - 4:
        code, length = struct.unpack_from("<2H", block, at)
        size = 4 + (length + 3) // 4 * 4
        if code not in LEFT_OUT[kind]:
            kept += block[at : at + size]
        at += size
    length = struct.pack("<I", 12 + len(kept))
    return block[:4] + length + kept + length


def main():
    with open(sys.argv[1], "rb") as source:
        data = source.read()
    if data[:4] == struct.pack("<I", SECTION):
        data = b"".join(
            without_machine(kind, block) if kind in FIXED else block for kind, block in blocks(data)
        )
    with open(sys.argv[2], "wb") as target:
        target.write(data)


if __name__ == "__main__":
    main()
