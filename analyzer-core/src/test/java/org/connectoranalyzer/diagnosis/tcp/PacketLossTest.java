package org.connectoranalyzer.diagnosis.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.ROUTER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.testing.DirectStory;
import org.connectoranalyzer.testing.TcpScript;
import org.junit.jupiter.api.Test;

class PacketLossTest {
  private static final String CODE = "PACKET-LOSS";

  private final DirectStory story = new DirectStory();

  @Test
  void repeatedDataOnWorkingConnectionsIsAWarning() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().tls12(BOOTSTRAP);
    List<Long> again = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      again.add(connection.sendData(500).after(Duration.ofMillis(300)).retransmit().lastFrame());
      connection.serverAck();
    }
    story.later(10);

    Finding finding = story.finding(CODE);
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.owner()).isEqualTo(Owner.NETWORK);
    assertThat(finding.way()).isEqualTo(Way.DIRECT);
    assertThat(finding.subject()).isEqualTo("*.msappproxy.net:443");
    assertThat(finding.facts().get("retransmittedSegments")).isEqualTo(4L);
    assertThat(DirectStory.frames(finding)).isEqualTo(again);
    assertThat(DirectStory.kinds(finding)).containsOnly("retransmission");
  }

  @Test
  void twoRepeatedSegmentsAreChance() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().tls12(BOOTSTRAP);
    for (int i = 0; i < 2; i++) {
      connection.sendData(500).after(Duration.ofMillis(300)).retransmit().serverAck();
    }
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void lessThanTwoPercentIsNormal() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().tls12(BOOTSTRAP);
    for (int i = 0; i < 200; i++) {
      connection.sendData(500).serverAck();
    }
    for (int i = 0; i < 3; i++) {
      connection.sendData(500).after(Duration.ofMillis(300)).retransmit().serverAck();
    }
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }

  @Test
  void copiesAreNoLoss() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().tls12(BOOTSTRAP);
    for (int i = 0; i < 6; i++) {
      connection.sendData(500).copy().serverAck();
    }
    story.later(10);

    assertThat(story.codes()).containsExactly("CAPTURE-DUPLICATES");
  }

  @Test
  void segmentsMadeSmallerForThePathAreNoLoss() {
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    TcpScript connection = story.to(BOOTSTRAP_ADDRESS).handshake().tls12(BOOTSTRAP);
    for (int i = 0; i < 4; i++) {
      connection
          .sendData(1400)
          .icmp(ROUTER, 3, 4)
          .after(Duration.ofMillis(1))
          .retransmit()
          .serverAck();
    }
    story.later(10);

    assertThat(story.codes()).isEmpty();
  }
}
