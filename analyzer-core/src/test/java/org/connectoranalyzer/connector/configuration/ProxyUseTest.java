package org.connectoranalyzer.connector.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.connectoranalyzer.connector.configuration.ConfigurationFile.RecognizedBy;
import org.connectoranalyzer.connector.configuration.ProxyUse.Program;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyUseTest {
  private static final HostPort PROXY = new HostPort("proxy.contoso.local", 8080);

  private static ConfigurationFile file(Role role, ProxySetting.Kind kind) {
    Location at = new Location(role.name(), 7);
    boolean fixed = kind == ProxySetting.Kind.FIXED;
    ProxySetting setting =
        new ProxySetting(role, kind, fixed ? PROXY : null, null, null, List.of(), false, at);
    return new ConfigurationFile(
        role.name(), role, RecognizedBy.OPTION, setting, null, null, List.of());
  }

  private static ConfigurationFile registry(@Nullable Boolean through, Fault... faults) {
    ConfigurationFile file = file(Role.REGISTRY, ProxySetting.Kind.ABSENT);
    return new ConfigurationFile(
        file.name(),
        Role.REGISTRY,
        RecognizedBy.OPTION,
        file.proxy(),
        through,
        through == null ? null : new Location(file.name(), 4),
        List.of(faults));
  }

  private static ProxyUse use(Program program, ConfigurationFile... files) {
    List<ProxyUse> uses = ProxyUse.of(new Configuration(List.of(files)));
    assertThat(uses).extracting(ProxyUse::program).containsExactly(Program.values());
    return uses.stream().filter(use -> use.program() == program).findFirst().orElseThrow();
  }

  @Test
  void withoutFilesNothingIsKnownAndEachNeedsItsOwn() {
    List<ProxyUse> uses = ProxyUse.of(Configuration.NONE);
    assertThat(uses).extracting(ProxyUse::kind).containsOnly(ProxyUse.Kind.UNKNOWN);
    assertThat(uses)
        .extracting(use -> use.needed().get(0))
        .containsExactly(Role.SERVICE, Role.UPDATER, Role.WINHTTP, Role.REGISTRY);
    assertThat(uses).allMatch(use -> use.decidedBy().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, DIRECT",
    "FIXED, PROXY",
    "SCRIPT, SCRIPT",
    "DISCOVERY, DISCOVERY",
    "SYSTEM, SYSTEM",
    "ELSEWHERE, ELSEWHERE",
    "INVALID, INVALID"
  })
  void aServiceGoesAsItsOwnFileSays(ProxySetting.Kind kind, ProxyUse.Kind way) {
    ConfigurationFile machine = file(Role.MACHINE, ProxySetting.Kind.FIXED);
    ProxyUse use = use(Program.SERVICE, machine, file(Role.SERVICE, kind));
    assertThat(use.kind()).isEqualTo(way);
    assertThat(use.proxy()).isEqualTo(way == ProxyUse.Kind.PROXY ? PROXY : null);
    assertThat(use.decidedBy()).containsExactly(new Location("SERVICE", 7));
  }

  @Test
  void aSilentFileLeavesItToTheMachineAndThatToWindows() {
    ConfigurationFile silent = file(Role.UPDATER, ProxySetting.Kind.ABSENT);
    ProxyUse alone = use(Program.UPDATER, silent);
    assertThat(alone.kind()).isEqualTo(ProxyUse.Kind.UNKNOWN);
    assertThat(alone.needed()).containsExactly(Role.MACHINE);

    ProxyUse machine = use(Program.UPDATER, silent, file(Role.MACHINE, ProxySetting.Kind.FIXED));
    assertThat(machine.proxy()).isEqualTo(PROXY);
    assertThat(machine.decidedBy()).containsExactly(new Location("MACHINE", 7));

    ProxyUse windows = use(Program.UPDATER, silent, file(Role.MACHINE, ProxySetting.Kind.ABSENT));
    assertThat(windows.kind()).isEqualTo(ProxyUse.Kind.SYSTEM);
    assertThat(windows.decidedBy()).isEmpty();
  }

  @Test
  void twoFilesOfOneRoleDecideNothing() {
    ConfigurationFile one = file(Role.SERVICE, ProxySetting.Kind.FIXED);
    ProxyUse use = use(Program.SERVICE, one, one);
    assertThat(use.kind()).isEqualTo(ProxyUse.Kind.UNKNOWN);
    assertThat(use.needed()).containsExactly(Role.SERVICE);
  }

  @Test
  void revocationChecksReadWinHttpAloneThenWindows() {
    ConfigurationFile service = file(Role.SERVICE, ProxySetting.Kind.FIXED);
    assertThat(use(Program.REVOCATION_CHECKS, service).kind()).isEqualTo(ProxyUse.Kind.UNKNOWN);
    assertThat(
            use(Program.REVOCATION_CHECKS, service, file(Role.WINHTTP, ProxySetting.Kind.NONE))
                .kind())
        .isEqualTo(ProxyUse.Kind.SYSTEM);
    assertThat(use(Program.REVOCATION_CHECKS, file(Role.WINHTTP, ProxySetting.Kind.FIXED)).proxy())
        .isEqualTo(PROXY);
  }

  @Test
  void applicationsAreAskedDirectlyUnlessTheRegistrySaysOtherwise() {
    ConfigurationFile service = file(Role.SERVICE, ProxySetting.Kind.FIXED);
    assertThat(use(Program.BACKEND_REQUESTS, service, registry(null)))
        .extracting(ProxyUse::kind, ProxyUse::decidedBy)
        .containsExactly(ProxyUse.Kind.DIRECT, List.of());
    assertThat(use(Program.BACKEND_REQUESTS, service, registry(false)))
        .extracting(ProxyUse::kind, ProxyUse::decidedBy)
        .containsExactly(ProxyUse.Kind.DIRECT, List.of(new Location("REGISTRY", 4)));
    ProxyUse through = use(Program.BACKEND_REQUESTS, service, registry(true));
    assertThat(through.proxy()).isEqualTo(PROXY);
    assertThat(through.decidedBy())
        .containsExactly(new Location("REGISTRY", 4), new Location("SERVICE", 7));
    assertThat(use(Program.BACKEND_REQUESTS, registry(true)).needed())
        .containsExactly(Role.SERVICE);
  }

  @Test
  void aRegistryExportInErrorSaysNothing() {
    Location at = new Location("REGISTRY", 3);
    Fault fault = new Fault(Fault.Kind.NOT_REGISTRY, at, Map.of());
    assertThat(use(Program.BACKEND_REQUESTS, registry(null, fault)))
        .extracting(ProxyUse::kind, ProxyUse::decidedBy)
        .containsExactly(ProxyUse.Kind.INVALID, List.of(at));
  }

  @Test
  void forApplicationsWinHttpWinsOverWindows() {
    ConfigurationFile service = file(Role.SERVICE, ProxySetting.Kind.SYSTEM);
    assertThat(use(Program.BACKEND_REQUESTS, service, registry(true)).needed())
        .containsExactly(Role.WINHTTP);
    assertThat(
            use(
                    Program.BACKEND_REQUESTS,
                    service,
                    registry(true),
                    file(Role.WINHTTP, ProxySetting.Kind.FIXED))
                .decidedBy())
        .containsExactly(new Location("REGISTRY", 4), new Location("WINHTTP", 7));
    assertThat(
            use(
                    Program.BACKEND_REQUESTS,
                    service,
                    registry(true),
                    file(Role.WINHTTP, ProxySetting.Kind.NONE))
                .kind())
        .isEqualTo(ProxyUse.Kind.SYSTEM);
  }
}
