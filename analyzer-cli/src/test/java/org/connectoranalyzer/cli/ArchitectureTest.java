package org.connectoranalyzer.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What keeps the command line thin. */
class ArchitectureTest {
  private static final String ROOT = "org.connectoranalyzer";

  private static JavaClasses commandLine;

  @BeforeAll
  static void importClasses() {
    commandLine =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT + ".cli");
    assertThat(commandLine).as("imported classes").isNotEmpty();
  }

  @Test
  void itKnowsOptionsAndReportsButNoTraffic() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + ".packet..",
            ROOT + ".exchange..",
            ROOT + ".trace..",
            "org.pcap4j..",
            "com.fasterxml..")
        .because("whoever embeds the library must be able to do all that the command line does")
        .check(commandLine);
  }

  @Test
  void onlyMainEndsTheProcessAndTakesItsStreams() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Main.class)
        .should(ACCESS_STANDARD_STREAMS)
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .because("tests and embedders run command lines in their own process")
        .check(commandLine);
  }

  @Test
  void thePackageIsNullMarked() {
    assertThat(commandLine.stream().map(JavaClass::getPackage).distinct())
        .allMatch(found -> found.isAnnotatedWith(NullMarked.class));
  }
}
