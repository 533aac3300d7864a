package org.connectoranalyzer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Code that documents show. */
final class ExampleCode {
  private ExampleCode() {}

  /** The fenced blocks of one language, in order. */
  static List<String> blocks(String language, String document) {
    return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(document)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** Compiles a class of the default package into the folder, as a user of the library would. */
  static void compile(String name, String code, Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve(name + ".java"), code);
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    int result =
        compiler.run(
            null,
            null,
            null,
            "--release",
            "17",
            "-Xlint:all",
            "-Werror",
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path", ""),
            "-d",
            folder.toString(),
            source.toString());
    assertThat(result).isZero();
  }
}
