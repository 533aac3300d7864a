package org.connectoranalyzer.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.ConfigurationInput;
import org.connectoranalyzer.connector.configuration.ConfigurationInput.Trouble;
import org.connectoranalyzer.connector.configuration.Fault;
import org.connectoranalyzer.connector.configuration.Role;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file of any role (the first byte says which; none: by its content): faults stand
 * in lines that there are, and the check of it can be written.
 */
final class ConfigurationTarget implements FuzzTarget {
  private static final int LONGEST_FACT = 2_048;
  private static final List<Role> ROLES = List.of(Role.values());

  @Override
  public String name() {
    return "configuration";
  }

  @Override
  public Stream<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Path file : Seeds.files(".*/configuration/.*\\.(config|txt|reg)")) {
      byte[] content = Files.readAllBytes(file);
      if (content.length <= Seeds.EXCERPT) {
        seeds.add(with(roleOf(file), content));
        seeds.add(with(ROLES.size(), content));
      }
    }
    return seeds.stream();
  }

  private static int roleOf(Path file) throws IOException {
    ConfigurationFile read = ConfigurationInput.read(file, null).file();
    return read == null ? ROLES.size() : ROLES.indexOf(read.role());
  }

  private static byte[] with(int role, byte[] content) {
    byte[] seed = new byte[content.length + 1];
    seed[0] = (byte) role;
    System.arraycopy(content, 0, seed, 1, content.length);
    return seed;
  }

  @Override
  public void run(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    int number = (input[0] & 0xFF) % (ROLES.size() + 1);
    @Nullable Role role = number < ROLES.size() ? ROLES.get(number) : null;
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    ConfigurationInput read =
        ConfigurationInput.read(new ByteArrayInputStream(content), "input", role);
    ConfigurationFile file = read.file();
    if (file == null) {
      assertThat(role).isNull();
      assertThat(read.trouble()).isEqualTo(Trouble.UNRECOGNIZED);
    } else {
      assertThat(role == null || file.role() == role).isTrue();
      check(file, content.length + 1);
    }
    assertThat(Outputs.of(read)).isNotEmpty();
  }

  /**
   * @param mostLines that a file of this length has
   */
  private static void check(ConfigurationFile file, int mostLines) {
    assertThat(file.proxy().at().line()).isBetween(1, mostLines);
    for (Fault fault : file.faults()) {
      assertThat(fault.at().line()).isBetween(1, mostLines);
      for (Object fact : fault.facts().values()) {
        assertThat(fact.toString().length()).isLessThanOrEqualTo(LONGEST_FACT);
      }
    }
    assertThat(file.proxy().bypasses("a.example.com", 8443))
        .isEqualTo(file.proxy().bypasses("a.example.com", 8443));
    if (file.proxy().proxy() != null) {
      assertThat(file.proxy().proxy().port()).isBetween(1, 65535);
      assertThat(file.proxy().proxy().host()).isNotEmpty();
    }
  }
}
