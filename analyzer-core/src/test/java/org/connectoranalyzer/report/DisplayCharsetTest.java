package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What consoles can show, and what takes the place of the rest. */
class DisplayCharsetTest {
  private static DisplayCharset display(String charset) {
    return new DisplayCharset(Charset.forName(charset));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "US-ASCII; a → b…; a -> b...",
        "US-ASCII; “x” – ‘y’; \"x\" - 'y'",
        "US-ASCII; ┌─┐ ✓ 5 ≥ 3; +-+ + 5 >= 3",
        "US-ASCII; Ａ１：; A1:",
        "US-ASCII; caf\u00e9 \ud83d\ude00; caf\\u00e9 \\u{1f600}",
        "windows-31j; 接続 → … “x”; 接続 → … “x”",
        "windows-31j; 1\u301c2 \u2014 \u2013 \u2212; 1\uff5e2 \u2015 - \uff0d",
        "windows-31j; ✓ ≤; ○ ≦",
        "Shift_JIS; 1\uff5e2 \u2015; 1\u301c2 \u2014",
        "IBM437; a → b; a -> b",
        "windows-1252; “x” →; “x” ->",
        "UTF-8; 接続 ✓ \ud83d\ude00; 接続 ✓ \ud83d\ude00"
      })
  void putsStandInsForWhatACharsetLacks(String charset, String words, String shown) {
    DisplayCharset display = display(charset);
    assertThat(display.fit(words)).isEqualTo(shown);
    byte[] bytes = shown.getBytes(display.charset());
    assertThat(new String(bytes, display.charset())).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "windows-31j, 接続\u301c\u2014, true",
    "windows-31j, \ud55c\uad6d, false",
    "US-ASCII, →…, true",
    "US-ASCII, 接続, false",
    "UTF-8, 接\ud83d\ude00, true"
  })
  void saysWhetherWordsCanBeShown(String charset, String words, boolean can) {
    assertThat(display(charset).shows(words)).isEqualTo(can);
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, a接\uff76→─Ａ, 8",
    "windows-31j, a接\uff76→─Ａ, 10",
    "EUC-JP, a接\uff76→, 6",
    "UTF-8, か\u3099\ud83d\ude00, 4",
    "IBM437, ─±, 2",
    "US-ASCII, →, 1"
  })
  void countsColumnsAsATerminalOfTheCharsetDoes(String charset, String words, int columns) {
    assertThat(display(charset).columns(words)).isEqualTo(columns);
  }

  @Test
  void knowsWhatStandsAtTheEdgesOfWideRanges() {
    assertThat(EastAsianWidth.isWide(0x10FF)).isFalse();
    assertThat(EastAsianWidth.isWide(0x1100)).isTrue();
    assertThat(EastAsianWidth.isWide(0x115F)).isTrue();
    assertThat(EastAsianWidth.isWide(0x1160)).isFalse();
    assertThat(EastAsianWidth.isWide(0x303F)).isFalse();
    assertThat(EastAsianWidth.isWide(0xFF60)).isTrue();
    assertThat(EastAsianWidth.isWide(0xFF61)).isFalse();
    assertThat(EastAsianWidth.isWide(0x3FFFE)).isFalse();
  }
}
