package org.connectoranalyzer.connector.configuration;

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

  /** One that was read. */
  public static ConfigurationInput of(ConfigurationFile file) {
    return new ConfigurationInput(file.name(), null, file, null);
  }

  /** What those that could be read say together. */
  public static Configuration together(List<ConfigurationInput> inputs) {
    return new Configuration(
        inputs.stream().map(ConfigurationInput::file).filter(Objects::nonNull).toList());
  }
}
