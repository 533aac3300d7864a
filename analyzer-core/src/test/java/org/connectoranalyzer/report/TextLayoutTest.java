package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextLayoutTest {
  private final TextLayout layout = new TextLayout(WriteOptions.STANDARD.withWidth(40));

  @Test
  void wrapsAtBlanksAndIndentsTheRest() {
    layout.wrapped("ab  ", 4, 4, "The quick brown fox jumps over the lazy dog and runs.");
    assertThat(layout.text())
        .isEqualTo("ab  The quick brown fox jumps over the\n    lazy dog and runs.\n");
  }

  @Test
  void keepsWholeWhatHasNoBlanks() {
    String address = "https://learn.microsoft.com/entra/global-secure-access";
    layout.wrapped("", 0, 2, "See " + address + " for all.");
    assertThat(layout.text()).isEqualTo("See\n  " + address + "\n  for all.\n");
  }

  @Test
  void leavesTheFirstLineToALongLead() {
    layout.wrapped("ERROR  CODE  subject:443  ", 26, 4, "a".repeat(30) + " is silent");
    assertThat(layout.text())
        .isEqualTo("ERROR  CODE  subject:443\n    " + "a".repeat(30) + " is\n    silent\n");
    TextLayout narrow = new TextLayout(WriteOptions.STANDARD.withWidth(40));
    narrow.wrapped("  - ", 4, 4, "a".repeat(60));
    assertThat(narrow.text()).isEqualTo("  - " + "a".repeat(60) + "\n");
  }

  @Test
  void hangsListItems() {
    layout.wrapped("  ", 2, 2, "First:\n- one item that is longer than the line is\n10. two");
    assertThat(layout.text())
        .isEqualTo("  First:\n  - one item that is longer than the\n    line is\n  10. two\n");
  }

  @Test
  void countsWideCharactersTwiceAndBreaksBetweenThem() {
    assertThat(layout.width("a\u63a5\u7d9a")).isEqualTo(5);
    layout.wrapped("", 0, 0, "\u63a5".repeat(19) + "\u3002" + "\u7d9a".repeat(3));
    assertThat(layout.text())
        .isEqualTo("\u63a5".repeat(19) + "\u3002\n" + "\u7d9a".repeat(3) + "\n");
  }

  @Test
  void neverPutsAFullStopAtTheStartOfALine() {
    layout.wrapped("", 0, 0, "\u63a5".repeat(20) + "\u3002");
    assertThat(layout.text()).isEqualTo("\u63a5".repeat(19) + "\n\u63a5\u3002\n");
  }

  /**
   * Long-vowel marks and small kana belong to what precedes them, an opening bracket to what
   * follows.
   */
  @Test
  void keepsJapaneseTogetherAsItsRulesForLinesDemand() {
    layout.wrapped("", 0, 0, "\u63a5".repeat(20) + "\u30fc");
    layout.wrapped("", 0, 0, "\u63a5".repeat(19) + "\u30b7\u30e7");
    layout.wrapped("", 0, 0, "\u63a5".repeat(19) + "\u300c\u7d9a");
    String nineteen = "\u63a5".repeat(19) + "\n";
    assertThat(layout.text())
        .isEqualTo(
            nineteen
                + "\u63a5\u30fc\n"
                + nineteen
                + "\u30b7\u30e7\n"
                + nineteen
                + "\u300c\u7d9a\n");
  }

  @Test
  void beginsBelowALeadThatLeavesTooLittleRoom() {
    layout.wrapped("x".repeat(20) + "  ", 22, 4, "y".repeat(30) + " z");
    assertThat(layout.text()).isEqualTo("x".repeat(20) + "\n    " + "y".repeat(30) + " z\n");
  }

  @Test
  void breaksBesideWideCharactersThatFollowAWord() {
    layout.wrapped("", 0, 0, "login.microsoftonline.com:443に接続できません");
    assertThat(layout.text()).isEqualTo("login.microsoftonline.com:443に接続でき\nません\n");
  }

  /** What would stand first in the second line goes there with the character before it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"、", "。", "」", "）", "］", "・", "ー", "々", "っ", "ャ", "ょ", "？", "…", ")", ".", ":"})
  void noLineBeginsWithAClosingMark(String mark) {
    layout.wrapped("", 0, 0, "接".repeat(20) + mark + "続");
    assertThat(layout.text()).isEqualTo("接".repeat(19) + "\n接" + mark + "続\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"（", "「", "【", "(", "\"", "“"})
  void noLineEndsWithAnOpeningBracket(String bracket) {
    String full = "接".repeat(19);
    layout.wrapped("", 0, 0, full + bracket + "続".repeat(2));
    assertThat(layout.text()).startsWith("接").doesNotContain(bracket + "\n");
    assertThat(layout.text().lines()).hasSize(2).allMatch(line -> layout.width(line) <= 40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"……", "――"})
  void twoLeadersOrDashesStayTogether(String pair) {
    layout.wrapped("", 0, 0, "接".repeat(19) + "続" + pair + "接");
    assertThat(layout.text()).contains("\n続" + pair + "接\n");
  }

  @Test
  void joinsLinesOfASourceWithoutBlanksBetweenIdeographs() {
    assertThat(LineBreaks.joined("接続", "でき")).isEqualTo("接続でき");
    assertThat(LineBreaks.joined("接続。", "この")).isEqualTo("接続。この");
    assertThat(LineBreaks.joined("接続", "TCP")).isEqualTo("接続 TCP");
    assertThat(LineBreaks.joined("one", "two")).isEqualTo("one two");
    assertThat(LineBreaks.joined("", "two")).isEqualTo("two");
  }

  @Test
  void wrapsByTheColumnsOfTheCharsetShown() {
    DisplayCharset windows = new DisplayCharset(Charset.forName("windows-31j"));
    TextLayout console = new TextLayout(WriteOptions.STANDARD.withWidth(40).withDisplay(windows));
    String words = "接 → 続 ".repeat(8);
    console.wrapped("", 0, 0, words);
    layout.wrapped("", 0, 0, words);
    assertThat(layout.text()).startsWith("接 → 続 ".repeat(5).strip() + "\n");
    assertThat(console.text()).startsWith("接 → 続 ".repeat(4) + "接\n");
  }
}
