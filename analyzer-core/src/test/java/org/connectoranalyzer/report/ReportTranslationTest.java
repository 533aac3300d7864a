package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.connectoranalyzer.diagnosis.Facts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A report told in another language is the one that an analysis in that language makes. */
class ReportTranslationTest {
  static Stream<Path> samples() throws IOException {
    return Samples.all();
  }

  private static CaptureReport in(String language, CaptureReport report) {
    return new ReportTranslation(Messages.load(language)).of(report);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everySampleIsTheSameAsAnalyzedInThatLanguage(Path sample) throws IOException {
    CaptureReport english = Samples.analyze(sample, "en").captures().get(0);
    CaptureReport japanese = Samples.analyze(sample, "ja").captures().get(0);
    assertThat(in("ja", english)).isEqualTo(japanese);
    assertThat(in("en", japanese)).isEqualTo(english);
    assertThat(in("en", english)).isSameAs(english);
  }

  @Test
  void whatCannotBeReadToo() {
    Facts facts = Facts.of("packing", "xz").with("needed", 900).with("allowed", 100);
    for (String kind : List.of("etl", "packingMemory", "missing", "no-such-kind")) {
      Facts own = kind.equals("packingMemory") ? facts : Facts.NONE;
      CaptureReport english =
          ReportAssembler.unreadable(List.of("a b.etl", "c"), kind, own, Messages.load("en"));
      CaptureReport japanese =
          ReportAssembler.unreadable(List.of("a b.etl", "c"), kind, own, Messages.load("ja"));
      assertThat(Objects.requireNonNull(english.error()).facts())
          .isEqualTo(own.isEmpty() ? null : own);
      boolean known = !kind.equals("no-such-kind");
      assertThat(in("ja", english))
          .isEqualTo(
              known ? japanese : new CaptureReport(english.files(), "ja", english.error(), null));
    }
  }

  /** Without a page there is nothing to render: an embedder's detector, a later version's code. */
  @Test
  void aFindingWithoutPageKeepsItsWords() {
    CaptureReport english = ReportFixture.recording().code("TEST-NO-PAGE").report();
    Analysis there = Objects.requireNonNull(english.analysis());
    Analysis told = Objects.requireNonNull(in("ja", english).analysis());
    assertThat(told.findings()).isEqualTo(there.findings());
    assertThat(told.headline()).isEqualTo(there.headline());
    assertThat(told.checks().get(2).reason()).isNotEqualTo(there.checks().get(2).reason());
  }

  /** The page is there, but a fact that it needs is not: no question mark in place of a word. */
  @Test
  void aFindingThatLacksAFactKeepsItsWords() throws IOException {
    Path sample = Path.of("../samples/syn-unanswered");
    CaptureReport english = Samples.analyze(sample, "en").captures().get(0);
    Analysis analysis = Objects.requireNonNull(english.analysis());
    List<FindingEntry> bare =
        analysis.findings().stream().map(ReportTranslationTest::withoutFacts).toList();
    CaptureReport older =
        new CaptureReport(
            english.files(),
            "en",
            null,
            analysis.withWords(analysis.headline(), bare, analysis.checks()));
    assertThat(Objects.requireNonNull(in("ja", older).analysis()).findings())
        .isNotEmpty()
        .contains(bare.get(0));
  }

  private static FindingEntry withoutFacts(FindingEntry entry) {
    return new FindingEntry(
        entry.code(),
        entry.severity(),
        entry.confidence(),
        entry.confidenceReason(),
        entry.confidenceKey(),
        entry.way(),
        entry.owner(),
        entry.client(),
        entry.subject(),
        entry.hosts(),
        entry.variant(),
        entry.unfinished(),
        entry.title(),
        entry.summary(),
        entry.remedy(),
        entry.message(),
        Facts.NONE,
        entry.occurrences(),
        entry.evidence(),
        entry.displayFilter(),
        entry.displayFilters(),
        entry.flowFilter(),
        entry.fingerprint(),
        entry.suppression());
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void aHeadlineWithoutItsFactsStays(String language) throws IOException {
    CaptureReport report =
        Samples.analyze(Path.of("../samples/direct-healthy"), language).captures().get(0);
    Analysis analysis = Objects.requireNonNull(report.analysis());
    Analysis.Headline told = analysis.headline();
    Analysis.Headline older =
        new Analysis.Headline(told.code(), told.owner(), told.sentence(), told.nextStep(), null);
    CaptureReport saved =
        new CaptureReport(
            report.files(),
            language,
            null,
            analysis.withWords(older, analysis.findings(), analysis.checks()));
    String other = language.equals("en") ? "ja" : "en";
    assertThat(Objects.requireNonNull(in(other, saved).analysis()).headline()).isEqualTo(older);
  }
}
