package logweir;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies run one way: micrometer -> logback, cli -> engine -> layout -> memory. */
@AnalyzeClasses(packages = "logweir", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule shouldKeepMemoryOnTheJdkAlone =
      classes()
          .that()
          .resideInAPackage("logweir.memory")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "logweir.memory");

  @ArchTest
  static final ArchRule shouldKeepLayoutOnMemory =
      classes()
          .that()
          .resideInAPackage("logweir.layout")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "logweir.layout", "logweir.memory");

  @ArchTest
  static final ArchRule shouldKeepTheEngineUsableWithoutALoggingFramework =
      classes()
          .that()
          .resideInAPackage("logweir.engine")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "logweir.engine", "logweir.layout", "logweir.memory");

  @ArchTest
  static final ArchRule shouldKeepTheAppenderOnTheEngineAndLogbackCore =
      classes()
          .that()
          .resideInAPackage("logweir.logback")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.management..",
              "logweir.logback",
              "logweir.engine",
              "ch.qos.logback.core..");

  @ArchTest
  static final ArchRule shouldNameTheModuleForManagementInOneClassOnly =
      noClasses()
          .that()
          .doNotHaveSimpleName("RegisteredBean")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.management..", "java.lang.management..");

  @ArchTest
  static final ArchRule shouldKeepMicrometerInItsPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("logweir.micrometer")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "logweir.micrometer");

  @ArchTest
  static final ArchRule shouldKeepTheMetersOnTheAppender =
      classes()
          .that()
          .resideInAPackage("logweir.micrometer")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "io.micrometer.core..",
              "logweir.micrometer",
              "logweir.logback",
              "ch.qos.logback.core..");

  @ArchTest
  static final ArchRule shouldKeepTheCommandLineOnTheEngine =
      noClasses()
          .that()
          .resideInAPackage("logweir.cli")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "logweir.logback", "logweir.micrometer", "logweir.layout", "logweir.memory");

  @ArchTest
  static final ArchRule shouldNameLogbackInTheAppenderOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("logweir.logback", "logweir.micrometer")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ch.qos.logback..", "org.slf4j..");

  @ArchTest
  static final ArchRule shouldTouchTheBytesOfMappedFilesInMemoryOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("logweir.memory")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(
              java.lang.invoke.VarHandle.class,
              java.lang.invoke.MethodHandles.class,
              java.nio.MappedByteBuffer.class);

  @ArchTest
  static final ArchRule shouldUseNoInternalsOfTheJdk =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("sun..", "jdk..");
}
