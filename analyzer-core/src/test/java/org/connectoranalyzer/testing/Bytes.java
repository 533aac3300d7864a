package org.connectoranalyzer.testing;

import java.io.ByteArrayOutputStream;

/** A message in the making: big-endian numbers and raw bytes one after the other. */
final class Bytes extends ByteArrayOutputStream {
  Bytes u8(int value) {
    write(value);
    return this;
  }

  Bytes u16(int value) {
    return u8(value >> 8).u8(value);
  }

  Bytes u24(int value) {
    return u8(value >> 16).u16(value);
  }

  Bytes u32(long value) {
    return u16((int) (value >> 16)).u16((int) value);
  }

  Bytes raw(byte... bytes) {
    writeBytes(bytes);
    return this;
  }

  byte[] array() {
    return toByteArray();
  }
}
