package org.connectoranalyzer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Similar five-tuples spread over the slots, whichever of their parts is the one that differs. */
class ConversationTableTest {
  private static final int TUPLES = 20_000;
  private static final int SLOTS = 1 << 16;
  private static final long LOW = 0x0A00_0004L;
  private static final long HIGH = 0xCB00_7109L;

  /** Random hashes leave about 17,300 slots taken. */
  private static void spreads(IntToLongFunction hashOf) {
    BitSet taken = new BitSet(SLOTS);
    for (int i = 0; i < TUPLES; i++) {
      taken.set((int) hashOf.applyAsLong(i) & SLOTS - 1);
    }
    assertThat(taken.cardinality()).isGreaterThan(15_000);
  }

  @Test
  void clientPortsSpreadWhereTheClientHasTheLowerAddress() {
    spreads(i -> ConversationTable.hash(0, LOW, 0, HIGH, (20_000 + i) << 16 | 443));
  }

  @Test
  void clientPortsSpreadWhereTheServerHasTheLowerAddress() {
    spreads(i -> ConversationTable.hash(0, LOW, 0, HIGH, 443 << 16 | (20_000 + i)));
  }

  @Test
  void addressesSpread() {
    spreads(i -> ConversationTable.hash(0, LOW + i, 0, HIGH, 50_000 << 16 | 443));
    spreads(i -> ConversationTable.hash(0, LOW, 0, HIGH + i, 50_000 << 16 | 443));
    long prefix = 0x2001_0DB8_0000_0000L;
    spreads(i -> ConversationTable.hash(prefix, 1 + i, prefix, 9, 50_000 << 16 | 443));
    spreads(i -> ConversationTable.hash(prefix, 1, prefix, 9 + i, 50_000 << 16 | 443));
    spreads(i -> ConversationTable.hash(prefix, 1, prefix + i, 9, 50_000 << 16 | 443));
  }
}
