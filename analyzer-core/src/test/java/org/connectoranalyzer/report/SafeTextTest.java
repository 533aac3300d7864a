package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void leavesHarmlessTextAlone() {
    String text = "caf\u00e9 \u63a5\u7d9a \ud83d\ude00 <b>&\"\\ \u2192";
    assertThat(SafeText.of(text)).isSameAs(text);
  }

  @Test
  void showsWhatWouldControlATerminalOrHide() {
    assertThat(SafeText.of("a\u0000\t\n\u001b\u007f\u009bz"))
        .isEqualTo("a\\x00\\x09\\x0a\\x1b\\x7f\\x9bz");
    assertThat(SafeText.of("\u202e\u2066\u200b\ufeff\u2028\u061c"))
        .isEqualTo("\\u202e\\u2066\\u200b\\ufeff\\u2028\\u061c");
    assertThat(SafeText.of("\ud800x\udfff\ufffe\udb40\udc41"))
        .isEqualTo("\\ud800x\\udfff\\ufffe\\u{e0041}");
  }

  @Test
  void onceIsEnough() {
    String once = SafeText.of("\u001b\u202e\ud800" + "x".repeat(5000));
    assertThat(SafeText.line(once)).isEqualTo(once);
  }

  @Test
  void cutsBetweenCharacters() {
    assertThat(SafeText.of("x".repeat(2048))).hasSize(2048);
    assertThat(SafeText.of("x".repeat(2049))).isEqualTo("x".repeat(2048) + "\u2026");
    assertThat(SafeText.of("x".repeat(2047) + "\ud83d\ude00"))
        .isEqualTo("x".repeat(2047) + "\u2026");
  }

  @Test
  void onlyRenderedWordsMayHaveSeveralLines() {
    assertThat(SafeText.words("a\nb\u001b")).isEqualTo("a\nb\\x1b");
    assertThat(SafeText.line("a\nb")).isEqualTo("a\\x0ab");
  }
}
