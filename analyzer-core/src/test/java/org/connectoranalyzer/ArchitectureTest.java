package org.connectoranalyzer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The walls between the packages of the library, each with the reason why it stands. */
class ArchitectureTest {
  private static final String ROOT = "org.connectoranalyzer";

  /** The way of the data: a layer knows those before it, never one behind it. */
  private static final List<String> LAYERS =
      List.of(
          "capture",
          "packet",
          "conversation",
          "exchange",
          "trace",
          "connector",
          "redaction",
          "diagnosis",
          "report",
          "extract");

  private static final String PCAP4J_ADAPTER = ROOT + ".capture.pcap4j..";
  private static final String[] COLD = {
    ROOT + ".connector..", ROOT + ".diagnosis..", ROOT + ".report.."
  };

  private static JavaClasses library;

  @BeforeAll
  static void importClasses() {
    library =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
  }

  @ParameterizedTest
  @MethodSource("layersButTheLast")
  void aLayerKnowsNoneBehindIt(int layer) {
    String[] behind =
        Stream.concat(
                Stream.of(ROOT),
                LAYERS.subList(layer + 1, LAYERS.size()).stream()
                    .map(name -> ROOT + "." + name + ".."))
            .toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideInAPackage(ROOT + "." + LAYERS.get(layer) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(behind)
            .because(
                "data flows one way, so that each step can be read, tested and replaced without those after it"));
  }

  static IntStream layersButTheLast() {
    return IntStream.range(0, LAYERS.size());
  }

  @Test
  void packagesFormNoCycle() {
    check(
        slices()
            .matching(ROOT + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because(
                "packages that need each other are one package with a wall through its middle"));
  }

  @Test
  void whatDecidesAndPrintsSeesNoPackets() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(COLD)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".capture..", ROOT + ".packet..")
            .because(
                "everything after the trace works on immutable records; a hostile byte never gets that far"));
  }

  @Test
  void whatDecidesAndPrintsHoldsNoBytes() {
    check(
        fields()
            .that()
            .areDeclaredInClassesThat(resideInAnyPackage(COLD))
            .should()
            .notHaveRawType(byte[].class)
            .because("bytes of a capture end at the trace"));
    check(
        codeUnits()
            .that()
            .areDeclaredInClassesThat(resideInAnyPackage(COLD))
            .and(are(passingBytes()))
            .should()
            .bePrivate()
            .because("bytes of a capture end at the trace"));
  }

  private static DescribedPredicate<JavaCodeUnit> passingBytes() {
    return describe(
        "taking or returning byte[]",
        unit ->
            Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
                .anyMatch(type -> type.isEquivalentTo(byte[].class)));
  }

  @Test
  void pcap4jStaysInItsAdapter() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(PCAP4J_ADAPTER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.pcap4j..")
            .because(
                "its factories cost start-up time and it needs native code for files: only rare link types load it"));
  }

  @Test
  void theLibraryThatUnpacksXzMayBeMissing() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + ".capture.XzStreams")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.tukaani..")
            .because(
                "an embedding program may leave it out: one class needs it, linked when an xz file comes"));
  }

  @Test
  void nothingIsPrintedAndNothingEndsTheProcess() {
    check(
        noClasses()
            .should(ACCESS_STANDARD_STREAMS)
            .because("the streams belong to the program around the library"));
    check(
        noClasses()
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class)
            .because("a library never ends the process it is a guest in"));
  }

  @Test
  void loggingIsRareAndNeutral() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "ch.qos.logback..", "org.apache.logging..")
            .because("the program around the library chooses the logger"));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, PCAP4J_ADAPTER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.slf4j..")
            .because(
                "what is found is data in the report, damage as well; the first logger costs start-up time"));
  }

  @Test
  void thereIsNoStaticState() {
    check(
        fields()
            .that()
            .areStatic()
            .should()
            .beFinal()
            .because("two analyses in one process know nothing of each other"));
    check(
        noFields()
            .that()
            .areStatic()
            .should()
            .haveRawType(
                describe(
                    "a holder of state",
                    type ->
                        Stream.of(
                                ThreadLocal.class,
                                StringBuilder.class,
                                java.util.concurrent.atomic.AtomicInteger.class,
                                java.util.concurrent.atomic.AtomicLong.class,
                                java.util.concurrent.atomic.AtomicReference.class,
                                java.util.concurrent.ConcurrentMap.class,
                                java.security.MessageDigest.class)
                            .anyMatch(type::isAssignableTo)))
            .because("two analyses in one process know nothing of each other"));
  }

  @Test
  void detectorsAreStateless() {
    check(
        fields()
            .that()
            .areDeclaredInClassesThat(
                describe(
                    "implement Detector",
                    (JavaClass type) -> type.isAssignableTo(ROOT + ".diagnosis.Detector")))
            .should()
            .beFinal()
            .because("detectors run in any order, side by side, for many captures"));
  }

  @Test
  void thereAreNoThreads() {
    check(
        noClasses()
            .should()
            .callConstructorWhere(
                describe(
                    "creates a thread",
                    access -> access.getTargetOwner().isAssignableTo(Thread.class)))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class)
            .orShould()
            .accessTargetWhere(called("parallelStream", "parallel"))
            .because("the caller's thread does the work, or the executor that the caller gave"));
  }

  @Test
  void nothingDependsOnTheMachine() {
    check(
        noClasses()
            .should()
            .accessTargetWhere(
                calledOn("java.util.Locale", "getDefault")
                    .or(calledOn("java.util.TimeZone", "getDefault"))
                    .or(calledOn("java.time.ZoneId", "systemDefault"))
                    .or(calledOn("java.nio.charset.Charset", "defaultCharset"))
                    .or(calledOn("java.time.Instant", "now"))
                    .or(calledOn("java.time.Clock", "systemUTC", "systemDefaultZone"))
                    .or(
                        calledOn(
                            "java.lang.System",
                            "currentTimeMillis",
                            "getenv",
                            "getProperty",
                            "lineSeparator"))
                    .or(withoutLocaleOrCharset()))
            .because(
                "same capture and same options give the same bytes: whatever the locale, zone, charset and day"));
  }

  /**
   * Overloads that fall back to the machine's locale or charset: told by what they are not given.
   */
  private static DescribedPredicate<JavaAccess<?>> withoutLocaleOrCharset() {
    Map<String, List<String>> implicit =
        Map.of(
            "java.lang.String",
                List.of(
                    "toLowerCase()",
                    "toUpperCase()",
                    "getBytes()",
                    "<init>(byte[])",
                    "<init>(byte[],int,int)",
                    "format(java.lang.String,java.lang.Object[])",
                    "formatted(java.lang.Object[])"),
            "java.io.InputStreamReader", List.of("<init>(java.io.InputStream)"),
            "java.io.OutputStreamWriter", List.of("<init>(java.io.OutputStream)"),
            "java.io.PrintStream",
                List.of("<init>(java.io.OutputStream)", "<init>(java.io.OutputStream,boolean)"),
            "java.io.ByteArrayOutputStream", List.of("toString()"),
            "java.util.Scanner", List.of("<init>(java.io.InputStream)"));
    return describe(
        "an overload that takes the machine's locale or charset",
        access ->
            access.getTarget()
                    instanceof
                    com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget target
                && implicit
                    .getOrDefault(target.getOwner().getName(), List.of())
                    .contains(
                        target.getName()
                            + "("
                            + String.join(
                                ",",
                                target.getRawParameterTypes().stream()
                                    .map(ArchitectureTest::sourceName)
                                    .toList())
                            + ")"));
  }

  private static String sourceName(JavaClass type) {
    return type.isArray() ? sourceName(type.getComponentType()) + "[]" : type.getName();
  }

  private static DescribedPredicate<JavaAccess<?>> calledOn(String owner, String... names) {
    return called(names)
        .and(describe("of " + owner, access -> access.getTargetOwner().getName().equals(owner)));
  }

  private static DescribedPredicate<JavaAccess<?>> called(String... names) {
    Set<String> wanted = Set.of(names);
    return describe(
        String.join(" or ", names), access -> wanted.contains(access.getTarget().getName()));
  }

  @Test
  void nothingIsOrderedByHash() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(COLD)
            .or()
            .resideInAPackage(ROOT)
            .should()
            .callConstructorWhere(
                describe(
                    "of a hashed collection",
                    access ->
                        access.getTargetOwner().isEquivalentTo(HashMap.class)
                            || access.getTargetOwner().isEquivalentTo(HashSet.class)))
            .because(
                "sooner or later somebody iterates over it, and the report changes from run to run"));
  }

  @Test
  void nothingReachesOutOfTheProcess() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat(
                describe(
                    "open connections or start processes",
                    type ->
                        Set.of(
                                    "java.net.Socket",
                                    "java.net.ServerSocket",
                                    "java.net.DatagramSocket",
                                    "java.net.URLConnection",
                                    "java.lang.ProcessBuilder")
                                .contains(type.getName())
                            || type.getPackageName().startsWith("java.net.http")))
            .because("who analyses a capture must be sure that nothing of it leaves the machine"));
  }

  @Test
  void namesSayWhatAClassIs() {
    check(
        noClasses()
            .should()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Toolkit")
            .because("such a name tells no reader where a thing stands"));
    check(
        classes()
            .that(are(simpleNameEndingWith("Detector")))
            .and(are(not(describe("the interface", JavaClass::isInterface))))
            .should()
            .resideInAPackage(ROOT + ".diagnosis..")
            .because("who looks for a detector looks in one place"));
  }

  @Test
  void theFacadeAsksNoBooleans() {
    check(
        methods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage(ROOT)
            .and()
            .arePublic()
            .and()
            .doNotHaveName("equals")
            .should()
            .notHaveRawParameterTypes(boolean.class)
            .because("at the call, true says nothing"));
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(
            library.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(p -> !p.isAnnotatedWith(NullMarked.class)))
        .as("packages whose package-info.java lacks @NullMarked")
        .isEmpty();
  }

  @Test
  void theWallsSeeTheLibrary() {
    assertThat(library).as("imported classes").isNotEmpty();
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(library);
  }
}
