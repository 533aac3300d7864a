package org.connectoranalyzer.conversation;

/**
 * What hashes of addresses begin with, another one in each run: whoever makes a capture cannot know
 * which addresses fall together. Nothing is ordered by hash, so no report depends on it.
 */
final class HashSeed {
  static final long VALUE = System.nanoTime() * 0x9E37_79B9_7F4A_7C15L;

  private HashSeed() {}
}
