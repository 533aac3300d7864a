package org.connectoranalyzer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Literals of addresses, and their order. */
class IpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,0.0.0.0",
    "255.255.255.255,255.255.255.255",
    "010.1.02.3,10.1.2.3",
    "::,::",
    "::1,::1",
    "2001:DB8::00A0,2001:db8::a0",
    "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1",
    "fe80:1:2:3:4:5:6:7,fe80:1:2:3:4:5:6:7",
    "::ffff:192.0.2.1,::ffff:c000:201"
  })
  void literalsAreRead(String text, String canonical) {
    assertThat(IpAddress.parse(text)).hasValueSatisfying(a -> assertThat(a).hasToString(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "0001.2.3.4",
        "1.2.3.4 ",
        "-1.2.3.4",
        "1.2.3.x",
        "1.2.3.\u0664",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7::8",
        "12345::",
        "::g",
        "::1.2.3",
        "fe80::1%eth0",
        "::\uff11"
      })
  void anythingElseIsNone(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "9.0.0.0,10.0.0.0",
    "127.0.0.1,128.0.0.1",
    "255.0.0.0,::",
    "::7fff:ffff:ffff:ffff,::8000:0:0:0",
    "7fff::,8000::"
  })
  void theOrderIsByVersionThenNumber(String less, String more) {
    IpAddress a = IpAddress.parse(less).orElseThrow();
    IpAddress b = IpAddress.parse(more).orElseThrow();

    assertThat(a).isLessThan(b);
    assertThat(b).isGreaterThan(a);
    assertThat(a).isEqualByComparingTo(a);
  }
}
