package fanout.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.grpc.stub.AbstractStub;

/** Holds the dependency direction of docs/architecture.md: proto, runtime ← services ← lab. */
@AnalyzeClasses(packages = "fanout", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule theContractKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage("fanout.v1..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "fanout.runtime..", "fanout.backend..", "fanout.aggregator..", "fanout.lab..");

  @ArchTest
  static final ArchRule theRuntimeKnowsNoServiceAndNoContract =
      noClasses()
          .that()
          .resideInAPackage("fanout.runtime..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "fanout.v1..", "fanout.backend..", "fanout.aggregator..", "fanout.lab..");

  @ArchTest
  static final ArchRule theServicesMeetInTheContractAlone =
      noClasses()
          .that()
          .resideInAPackage("fanout.aggregator..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("fanout.backend..");

  @ArchTest
  static final ArchRule theBackendsKnowNoAggregator =
      noClasses()
          .that()
          .resideInAPackage("fanout.backend..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("fanout.aggregator..");

  @ArchTest
  static final ArchRule nothingDependsOnTheLab =
      noClasses()
          .that()
          .resideOutsideOfPackage("fanout.lab..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("fanout.lab..");

  @ArchTest
  static final ArchRule onlySourcesUseTheBackendsStubs =
      noClasses()
          .that()
          .resideInAPackage("fanout.aggregator..")
          .and()
          .resideOutsideOfPackage("fanout.aggregator.source..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(AbstractStub.class);

  @ArchTest
  static final ArchRule logicReadsTheClockThatItIsGiven =
      noClasses()
          .that()
          .resideInAnyPackage("fanout.aggregator.*..")
          .and()
          .resideOutsideOfPackage("fanout.aggregator")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule noCyclesInTheRuntime =
      slices().matching("fanout.runtime.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCyclesInTheBackend =
      slices().matching("fanout.backend.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCyclesInTheAggregator =
      slices().matching("fanout.aggregator.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCyclesInTheLab =
      slices().matching("fanout.lab.(*)..").should().beFreeOfCycles();
}
