package org.connectoranalyzer.capture;

/** What the xxHash checksums share: bytes in pieces of any size, taken in stripe by stripe. */
abstract class XxHash {
  final ByteView view = new ByteView();
  final byte[] pending;
  int waiting;
  long total;
  private final int stripe;

  XxHash(int stripe) {
    this.stripe = stripe;
    pending = new byte[stripe];
  }

  final void add(byte[] bytes, int offset, int length) {
    total += length;
    int at = offset;
    int left = length;
    if (waiting > 0) {
      int taken = Math.min(stripe - waiting, left);
      System.arraycopy(bytes, at, pending, waiting, taken);
      waiting += taken;
      at += taken;
      left -= taken;
      if (waiting < stripe) {
        return;
      }
      stripes(pending, 0, stripe);
    }
    int whole = left - left % stripe;
    stripes(bytes, at, whole);
    waiting = left - whole;
    System.arraycopy(bytes, at + whole, pending, 0, waiting);
  }

  /** Takes in whole stripes. */
  abstract void stripes(byte[] bytes, int offset, int length);
}
