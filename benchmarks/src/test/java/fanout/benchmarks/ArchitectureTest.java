package fanout.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Holds the direction of docs/architecture.md for the module on top: it uses all others, and none
 * of them knows it. What the others owe each other is in the lab's test of the same name.
 */
@AnalyzeClasses(packages = "fanout", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule nothingDependsOnTheBenchmarks =
      noClasses()
          .that()
          .resideOutsideOfPackage("fanout.benchmarks..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("fanout.benchmarks..");

  @ArchTest
  static final ArchRule nothingButTheBenchmarksDependsOnTheLab =
      classes()
          .that()
          .resideInAPackage("fanout.lab..")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAnyPackage("fanout.lab..", "fanout.benchmarks..");

  @ArchTest
  static final ArchRule noCyclesInTheBenchmarks =
      slices().matching("fanout.benchmarks.(*)..").should().beFreeOfCycles();
}
