package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TimeZone;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every sample's text and JSON, byte by byte. {@code -Dgolden.update=true} writes what is found and
 * fails: the difference is the change of behaviour, to be reviewed like code.
 */
class GoldenSamplesTest {
  /** Values of JSON that are words; a check's reason stands before its key. */
  private static final Pattern PROSE =
      Pattern.compile(
          "(\"(?:title|summary|remedy|message|sentence|nextStep|note|confidenceReason|hint|language)\": "
              + "|\"reason\": (?=\".*\",\\s+\"reasonKey\": ))\".*\"");

  private static final Pattern STYLE =
      Pattern.compile("(?s)(?<=<(?:style|script)>).*?(?=</)|(?<=-src )'sha256-[^']*'");

  static Stream<Path> samples() throws IOException {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void textAndJsonAreAsExpected(Path sample) throws IOException {
    Report report = Samples.analyze(sample);
    String json = written("json", report);
    JsonSchemas.assertValid(json);
    Report saved = JsonReader.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
    assertThat(saved).isEqualTo(report);
    String text = written("text", report);
    assertThat(written("text", saved)).isEqualTo(text);
    assertThat(written("html", saved)).isEqualTo(written("html", report));
    Analysis analysis = Objects.requireNonNull(report.captures().get(0).analysis());
    assertThat(analysis.detectorFailures()).isEmpty();
    if (Boolean.getBoolean("golden.update")) {
      boolean changed = rewritten(sample.resolve("expected.txt"), text);
      changed |= rewritten(sample.resolve("expected.json"), json);
      assertThat(changed).as("rewritten: review the difference").isFalse();
    } else {
      assertThat(text).isEqualTo(Files.readString(sample.resolve("expected.txt")));
      assertThat(json).isEqualTo(Files.readString(sample.resolve("expected.json")));
    }
  }

  /** The text in Japanese, for the samples that have one. */
  @ParameterizedTest
  @MethodSource("samples")
  void japaneseTextIsAsExpected(Path sample) throws IOException {
    Report report = Samples.analyze(sample, "ja");
    String text = written("text", report);
    assertThat(text.lines().filter(GoldenSamplesTest::isTooWide)).isEmpty();
    Path expected = sample.resolve("expected.ja.txt");
    if (Boolean.getBoolean("golden.update")) {
      assertThat(rewritten(expected, text)).as("rewritten: review the difference").isFalse();
    } else if (Files.exists(expected)) {
      assertThat(text).isEqualTo(Files.readString(expected));
    }
  }

  /** The page for a browser but its style and script, for the samples that have one. */
  @ParameterizedTest
  @MethodSource("samples")
  void pageIsAsExpected(Path sample) throws IOException {
    boolean changed = false;
    for (String language : List.of("en", "ja")) {
      Path expected = sample.resolve(language.equals("en") ? "expected.html" : "expected.ja.html");
      if (Files.exists(expected)) {
        String page =
            STYLE.matcher(written("html", Samples.analyze(sample, language))).replaceAll("");
        if (Boolean.getBoolean("golden.update")) {
          changed |= rewritten(expected, page);
        }
        assertThat(page).isEqualTo(Files.readString(expected));
      }
    }
    assertThat(changed).as("rewritten: review the difference").isFalse();
  }

  /** Unless it is one that may not be wrapped: a filter, or one long word. */
  private static boolean isTooWide(String line) {
    int column = line.length() - line.stripLeading().length();
    return DisplayCharset.UNICODE.columns(line) > WriteOptions.STANDARD.width()
        && !line.contains("frame.number in {")
        && LineBreaks.pieces(line.substring(column)).size() > 1;
  }

  /** Codes, keys, filters, frames, numbers and facts are the same in every language. */
  @ParameterizedTest
  @MethodSource("samples")
  void aLanguageChangesOnlyProse(Path sample) throws IOException {
    String english = written("json", Samples.analyze(sample));
    String japanese = written("json", Samples.analyze(sample, "ja"));
    JsonSchemas.assertValid(japanese);
    assertThat(withoutProse(japanese)).isEqualTo(withoutProse(english));
  }

  private static String withoutProse(String json) {
    return PROSE.matcher(json).replaceAll("$1");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void localeAndTimeZoneChangeNothing(Path sample) throws IOException {
    Report report = Samples.analyze(sample);
    String expected = written("json", report) + written("text", report);
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      for (String tag : List.of("tr-TR", "ja-JP-u-ca-japanese", "ar-EG-u-nu-arab")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
        Report elsewhere = Samples.analyze(sample);
        assertThat(written("json", elsewhere) + written("text", elsewhere)).isEqualTo(expected);
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  private static boolean rewritten(Path file, String found) throws IOException {
    boolean changed = !Files.exists(file) || !Files.readString(file).equals(found);
    Files.writeString(file, found);
    return changed;
  }

  private static String written(String format, Report report) throws IOException {
    StringBuilder out = new StringBuilder();
    for (ReportWriter writer : ReportWriter.all()) {
      if (writer.format().equals(format)) {
        writer.write(report, Messages.load(report.language()), WriteOptions.STANDARD, out);
      }
    }
    return out.toString();
  }
}
