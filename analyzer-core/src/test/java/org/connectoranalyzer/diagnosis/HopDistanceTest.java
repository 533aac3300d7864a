package org.connectoranalyzer.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HopDistanceTest {
  @Test
  void countsFromTheUsualStarts() {
    assertThat(HopDistance.of(64)).isZero();
    assertThat(HopDistance.of(52)).isEqualTo(12);
    assertThat(HopDistance.of(113)).isEqualTo(15);
    assertThat(HopDistance.of(250)).isEqualTo(5);
  }

  @Test
  void threeHopsTellMachinesApartWhateverTheirStart() {
    assertThat(HopDistance.differs(64, 61)).isTrue();
    assertThat(HopDistance.differs(64, 62)).isFalse();
    assertThat(HopDistance.differs(128, 255)).isFalse();
    assertThat(HopDistance.differs(-1, 50)).isFalse();
  }
}
