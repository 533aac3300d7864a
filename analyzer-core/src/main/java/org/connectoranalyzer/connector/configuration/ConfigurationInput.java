package org.connectoranalyzer.connector.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One given file: read, or why it could not be. A file that can be read but is wrong counts as
 * read: its faults say so.
 *
 * @param name as given
 * @param told its role where the user said it
 * @param file null where it could not be read
 * @param trouble why not; null where it could
 */
public record ConfigurationInput(
    String name, @Nullable Role told, @Nullable ConfigurationFile file, @Nullable Trouble trouble) {
  /** Why a file cannot be read. */
  public enum Trouble {
    MISSING,
    FOLDER,
    /** No permission, or the reading broke off. */
    UNREADABLE,
    /** Neither its name nor its content says what it is. */
    UNRECOGNIZED
  }

  public ConfigurationInput {
    if ((file == null) == (trouble == null)) {
      throw new IllegalArgumentException("a file is either read or not");
    }
  }

  /**
   * Opens and reads one file.
   *
   * @param told its role; null: by its name, else by its content
   */
  public static ConfigurationInput read(Path file, @Nullable Role told) {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      return new ConfigurationInput(name, told, null, Trouble.FOLDER);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, name, told);
    } catch (NoSuchFileException e) {
      return new ConfigurationInput(name, told, null, Trouble.MISSING);
    } catch (IOException e) {
      return new ConfigurationInput(name, told, null, Trouble.UNREADABLE);
    }
  }

  /** As {@link #read(Path, Role)}, of a stream, which stays open. */
  public static ConfigurationInput read(InputStream in, String name, @Nullable Role told) {
    try {
      return new ConfigurationInput(name, told, ConfigurationReader.read(in, name, told), null);
    } catch (UnrecognizedConfigurationException e) {
      return new ConfigurationInput(name, told, null, Trouble.UNRECOGNIZED);
    } catch (IOException e) {
      return new ConfigurationInput(name, told, null, Trouble.UNREADABLE);
    }
  }

  /** What those that could be read say together. */
  public static Configuration together(List<ConfigurationInput> inputs) {
    return new Configuration(
        inputs.stream().map(ConfigurationInput::file).filter(Objects::nonNull).toList());
  }
}
