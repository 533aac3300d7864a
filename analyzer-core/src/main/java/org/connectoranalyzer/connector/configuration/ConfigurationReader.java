package org.connectoranalyzer.connector.configuration;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.connectoranalyzer.connector.configuration.ConfigurationFile.RecognizedBy;
import org.jspecify.annotations.Nullable;

/**
 * Reads one configuration file of a connector's server. What is wrong in it becomes faults of the
 * result; nothing but the given stream is read.
 */
public final class ConfigurationReader {
  private ConfigurationReader() {}

  /**
   * Reads a file to its end, or to the place where it cannot be understood; leaves it open.
   *
   * @param name as given; a role may be told by its last part
   * @param told its role, where the caller knows it; null: by name, else by shape
   * @throws UnrecognizedConfigurationException if neither tells
   */
  public static ConfigurationFile read(InputStream in, String name, @Nullable Role told)
      throws IOException {
    Naming naming = Naming.of(name);
    Role role = told == null ? naming.role : told;
    BufferedInputStream bytes = new BufferedInputStream(in, Encodings.HEAD);
    if (role == Role.REGISTRY || role == Role.WINHTTP) {
      PlainText text = PlainText.read(bytes, name);
      RecognizedBy by = told == null ? RecognizedBy.NAME : RecognizedBy.OPTION;
      return role == Role.REGISTRY ? RegistryExport.read(text, by) : WinHttpSettings.read(text, by);
    }
    if (role != null || naming.xml || Encodings.beginsLikeXml(bytes)) {
      return xml(bytes, name, told, naming);
    }
    PlainText text = PlainText.read(bytes, name);
    if (RegistryExport.isOne(text)) {
      return RegistryExport.read(text, RecognizedBy.SHAPE);
    }
    if (WinHttpSettings.isOne(text)) {
      return WinHttpSettings.read(text, RecognizedBy.SHAPE);
    }
    throw new UnrecognizedConfigurationException(name);
  }

  private static ConfigurationFile xml(
      BufferedInputStream bytes, String name, @Nullable Role told, Naming naming)
      throws IOException {
    MarkupText text = MarkupText.open(bytes, name);
    DotNetFile file = DotNetFile.read(text, name);
    if (told != null) {
      return file.as(told, RecognizedBy.OPTION);
    }
    if (naming.role != null) {
      return file.as(naming.role, RecognizedBy.NAME);
    }
    if (!naming.xml && !file.isConfiguration()) {
      throw new UnrecognizedConfigurationException(name);
    }
    RecognizedBy by = file.isConfiguration() ? RecognizedBy.SHAPE : RecognizedBy.NAME;
    return file.as(file.likelyRole(), by);
  }

  /** What a file's name says. */
  private record Naming(@Nullable Role role, boolean xml) {
    static Naming of(String name) {
      int folder = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
      String last = name.substring(folder + 1).toLowerCase(Locale.ROOT);
      boolean configuration = last.contains(".config");
      if (last.endsWith(".reg")) {
        return new Naming(Role.REGISTRY, false);
      }
      if (configuration && last.contains("updater")) {
        return new Naming(Role.UPDATER, true);
      }
      if (configuration && last.contains("connectorservice")) {
        return new Naming(Role.SERVICE, true);
      }
      if (last.contains("machine.config")) {
        return new Naming(Role.MACHINE, true);
      }
      if (!configuration && last.contains("winhttp")) {
        return new Naming(Role.WINHTTP, false);
      }
      return new Naming(null, configuration || last.endsWith(".xml"));
    }
  }
}
