package org.connectoranalyzer.agreement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.connectoranalyzer.testing.ThirdPartyCaptures;
import org.connectoranalyzer.testing.ThirdPartyCaptures.Entry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every third-party capture against what tshark finds in it. What differs stands in {@code
 * agreement-exceptions.tsv} with its reason; an exception that no longer applies fails too. The
 * figures go to {@code target/agreement.txt}, differences without a reason beside it.
 */
class AgreementTest {
  private static Exceptions exceptions;
  private static Figures figures;

  @BeforeAll
  static void compareAll() throws IOException {
    ThirdPartyCaptures captures = ThirdPartyCaptures.orSkip();
    exceptions = Exceptions.read();
    figures = new Figures();
    for (Entry entry : captures.entries()) {
      TsharkFacts truth = TsharkFacts.read(captures, entry);
      Facts ours = OurFacts.read(entry);
      figures.capture(truth.copies());
      for (Kind kind : Kind.all()) {
        compare(entry.name(), kind, truth.facts().of(kind), ours.of(kind));
      }
    }
    List<String> table = figures.table();
    table.forEach(System.out::println);
    Files.write(Path.of("target", "agreement.txt"), table, UTF_8);
    Files.write(Path.of("target", "agreement-unexplained.tsv"), exceptions.unexplained(), UTF_8);
  }

  private static void compare(
      String capture, Kind kind, NavigableSet<String> tshark, NavigableSet<String> ours) {
    if (tshark.isEmpty() && ours.isEmpty()) {
      return;
    }
    Set<String> agreed = new TreeSet<>(tshark);
    agreed.retainAll(ours);
    figures.agreed(kind, agreed.size());
    Stream.concat(
            tshark.stream().filter(fact -> !agreed.contains(fact)).map(fact -> "-" + fact),
            ours.stream().filter(fact -> !agreed.contains(fact)).map(fact -> "+" + fact))
        .forEach(fact -> figures.differs(kind, exceptions.explain(capture, kind, fact)));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyDifferenceHasAReason(Kind kind) {
    assertThat(exceptions.unexplained(kind)).as("differences without a reason").isEmpty();
    assertThat(figures.agreed(kind)).as("facts that agree").isPositive();
  }

  @Test
  void everyReasonExplainsADifference() {
    assertThat(exceptions.unused()).as("reasons for differences that are none").isEmpty();
  }
}
