package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.diagnosis.Facts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static final Template.Language ENGLISH =
      new Template.Language(
          ", ", "{items} and {count} more", term -> term.equals("reset") ? "RST received" : term);
  private final Set<String> missing = new TreeSet<>();

  @Test
  void fillsNamesNumbersAndShortLists() {
    assertThat(
            fill(
                "{host}: {n} of {hosts}",
                Facts.of("host", "a").with("n", 7).with("hosts", List.of("x", "y"))))
        .isEqualTo("a: 7 of x, y");
    assertThat(missing).isEmpty();
  }

  @Test
  void cutsLongListsAndSaysHowManyMore() {
    assertThat(fill("{l}", Facts.of("l", List.of("a", "b", "c", "d", "e"))))
        .isEqualTo("a, b, c and 2 more");
  }

  @Test
  void setsOffItemsThatHoldTheSeparator() {
    assertThat(fill("{l}", Facts.of("l", List.of("CN=A,O=B", "CN=C")))).isEqualTo("CN=A,O=B; CN=C");
    assertThat(fill("{l}", Facts.of("l", List.of("CN=A,O=B")))).isEqualTo("CN=A,O=B");
  }

  @Test
  void choosesSingularOrPluralByNumberOrSizeOfList() {
    Facts facts = Facts.of("one", 1).with("many", 3).with("list", List.of("x"));
    assertThat(fill("{one|one try|# tries}, {many|one try|# tries}, {list|host|hosts}", facts))
        .isEqualTo("one try, 3 tries, host");
  }

  @Test
  void putsTermsIntoTheReadersLanguage() {
    Facts facts = Facts.of("end", "reset").with("ends", List.of("reset", "unheardOf"));
    assertThat(fill("{end:word}: {ends:word}", facts))
        .isEqualTo("RST received: RST received, unheardOf");
  }

  @Test
  void dropsAnOptionalPartWhoseHoleHasNoValue() {
    assertThat(
            fill(
                "down[[ for {gapMs:duration}]][[ via {router}]][[ by {none}]].",
                Facts.of("gapMs", 21000).with("none", List.of())))
        .isEqualTo("down for 21 s.");
    assertThat(missing).isEmpty();
  }

  @Test
  void reportsAHoleWithoutValue() {
    assertThat(fill("{host} is {hwat}", Facts.of("host", "a"))).isEqualTo("a is ?");
    assertThat(missing).containsExactly("hwat");
  }

  @Test
  void leavesOtherBracesAndReplacementSignsAlone() {
    assertThat(fill("frame.number in {12, 14} $1 \\ {host}", Facts.of("host", "{host}$0\\")))
        .isEqualTo("frame.number in {12, 14} $1 \\ {host}$0\\");
  }

  @Test
  void namesItsHoles() {
    assertThat(new Template("{b} {a:duration}[[{c|x|y}]] {1}").holes())
        .containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 ms",
    "999,999 ms",
    "1000,1 s",
    "3017,3.02 s",
    "9996,10 s",
    "21030,21 s",
    "59949,59.9 s",
    "60000,1 min",
    "125400,2 min 5 s",
    "3600000,1 h",
    "5400000,1 h 30 min",
    "-250,-250 ms"
  })
  void writesDurationsForPeople(long milliseconds, String expected) {
    assertThat(Template.duration(milliseconds)).isEqualTo(expected);
  }

  private String fill(String text, Facts facts) {
    return new Template(text).fill(facts, ENGLISH, missing);
  }
}
