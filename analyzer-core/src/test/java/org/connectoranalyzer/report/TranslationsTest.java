package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every language says all that English says. */
class TranslationsTest {
  private static final Path WORDS = Path.of("src/main/resources/org/connectoranalyzer/words");
  private static final String MESSAGES = "messages.properties";

  /** What stays as it is in every language: holes, code, commands in quotes, links. */
  private static final Pattern VERBATIM =
      Pattern.compile("(?s)```.*?```|`[^`\n]*`|\\{\\w+(?::duration)?}|\"[^\"\n]*\"|https?://\\S+");

  /** Sentences of English have such a run of words; names of products and files do not. */
  private static final Pattern ENGLISH = Pattern.compile("\\b[a-z]+(?: [a-z]+){3}\\b");

  private static final Pattern WORD = Pattern.compile("\\b[a-z]{2,}\\b");
  private static final Pattern JAPANESE =
      Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}]");

  static Stream<String> languages() throws IOException {
    try (Stream<Path> folders = Files.list(WORDS)) {
      List<String> others =
          folders
              .map(folder -> folder.getFileName().toString())
              .filter(name -> !name.equals(Messages.ENGLISH))
              .sorted()
              .toList();
      return others.stream();
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("languages")
  void saysAllThatEnglishSays(String language) throws IOException {
    List<String> faults = new ArrayList<>();
    Map<String, String> english = texts(Messages.ENGLISH, faults);
    Map<String, String> other = texts(language, faults);
    Set<String> places = new TreeSet<>(english.keySet());
    places.addAll(other.keySet());
    for (String place : places) {
      String original = english.get(place);
      String translation = other.get(place);
      if (original == null || translation == null) {
        faults.add(place + (original == null ? " is left over" : " is missing"));
      } else {
        compare(place, original, translation, language, faults);
      }
    }
    assertThat(faults).isEmpty();
  }

  /** The consoles of Japanese Windows show every word, with stand-ins at most. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("languages")
  void aConsoleOfItsOwnShowsEveryWord(String language) throws IOException {
    DisplayCharset console = new DisplayCharset(Charset.forName("windows-31j"));
    List<String> faults = new ArrayList<>();
    texts(language, new ArrayList<>())
        .forEach(
            (place, text) ->
                text.codePoints()
                    .mapToObj(Character::toString)
                    .filter(character -> !console.shows(character))
                    .forEach(character -> faults.add(place + ": " + character)));
    assertThat(faults).isEmpty();
  }

  /** Every text of a language by its place: a section of a page, or a key. */
  private static Map<String, String> texts(String language, List<String> faults)
      throws IOException {
    Map<String, String> texts = new TreeMap<>();
    Properties messages = new Properties();
    try (var reader = Files.newBufferedReader(WORDS.resolve(language).resolve(MESSAGES))) {
      messages.load(reader);
    }
    messages.stringPropertyNames().forEach(key -> texts.put(key, messages.getProperty(key)));
    try (Stream<Path> files = Files.list(WORDS.resolve(language))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".md")) {
          Page page = Page.parse(name.substring(0, name.length() - 3), Files.readString(file));
          texts.put(name + " Title", page.title());
          page.sections().forEach((section, text) -> texts.put(name + " " + section, text));
        } else if (!name.equals(MESSAGES)) {
          faults.add(language + "/" + name + " is no file of words");
        }
      }
    }
    return texts;
  }

  private static void compare(
      String place, String original, String translation, String language, List<String> faults) {
    Set<String> holes = new Template(original).holes();
    if (!holes.equals(new Template(translation).holes())) {
      faults.add(place + " has the holes " + new Template(translation).holes() + ", not " + holes);
    }
    if (!required(original).containsAll(required(translation))) {
      faults.add(place + " needs " + required(translation) + ", which may lack a value");
    }
    if (!durations(original).equals(durations(translation))) {
      faults.add(place + " has the durations " + durations(translation));
    }
    String foreign = VERBATIM.matcher(translation).replaceAll("");
    // What a log says is quoted as it is.
    Matcher english = ENGLISH.matcher(foreign.replaceAll("「[^」\n]*」", ""));
    if (english.find()) {
      faults.add(place + " is English in part: " + english.group());
    }
    boolean hasWords = WORD.matcher(VERBATIM.matcher(original).replaceAll("")).find();
    if (language.equals("ja") && hasWords && !JAPANESE.matcher(foreign).find()) {
      faults.add(place + " is not translated: " + translation);
    }
  }

  /** Holes outside of the parts that vanish without a value. */
  private static Set<String> required(String text) {
    return new Template(text.replaceAll("(?s)\\[\\[.*?]]", "")).holes();
  }

  private static Set<String> durations(String text) {
    return Pattern.compile("\\{(\\w+):duration}")
        .matcher(text)
        .results()
        .map(hole -> hole.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void findsWhatATranslationLacks() {
    List<String> faults = new ArrayList<>();
    compare("same", "it waited {ms:duration}", "{ms:duration} 待ちました", "ja", faults);
    compare("technical", "SYN-ACK", "SYN-ACK", "ja", faults);
    compare(
        "quoted",
        "run \"editcap in.cap out.pcapng\"",
        "\"editcap in.cap out.pcapng\" を実行",
        "ja",
        faults);
    assertThat(faults).isEmpty();
    compare("hole", "{host} is silent", "沈黙", "ja", faults);
    compare("format", "after {ms:duration}", "{ms} 後", "ja", faults);
    compare("optional", "silent[[ for {host}]]", "{host} は沈黙", "ja", faults);
    compare("english", "the host is silent", "the host is silent", "ja", faults);
    compare("half", "the host. It says nothing at all", "ホスト It says nothing at all", "ja", faults);
    assertThat(faults.stream().map(fault -> fault.substring(0, fault.indexOf(' '))))
        .containsExactly("hole", "format", "optional", "english", "english", "half");
    assertThat(Objects.requireNonNull(Messages.load("en").page("SYN-UNANSWERED")).sections())
        .containsKeys("Summary", "Remedy", "Explanation");
  }
}
