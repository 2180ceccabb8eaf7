package io.berth;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.berth.event.EventBus;
import io.berth.runtime.ResourceUsage;
import jakarta.persistence.Entity;
import java.time.Instant;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.data.repository.Repository;
import org.springframework.modulith.core.ApplicationModules;

/** Dependencies point one way, and each room keeps what is its own. */
@AnalyzeClasses(packages = "io.berth", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] FRONT = {
    "io.berth.dockerapi..",
    "io.berth.distribution..",
    "io.berth.restapi..",
    "io.berth.streaming..",
    "io.berth.dashboard.."
  };
  private static final String[] SERVICES = {
    "io.berth.image..",
    "io.berth.container..",
    "io.berth.build..",
    "io.berth.volume..",
    "io.berth.networks..",
    "io.berth.system..",
    "io.berth.job..",
    "io.berth.bin..",
    "io.berth.recording..",
    "io.berth.security..",
    "io.berth.settings..",
    "io.berth.audit..",
    "io.berth.team..",
    "io.berth.keyring..",
    "io.berth.why..",
    "io.berth.usage..",
    "io.berth.alert.."
  };
  private static final String[] ENGINE = {
    "io.berth.runtime..",
    "io.berth.snapshot..",
    "io.berth.files..",
    "io.berth.registry..",
    "io.berth.content..",
    "io.berth.keeper..",
    "io.berth.network..",
    "io.berth.dns..",
    "io.berth.log..",
    "io.berth.event.."
  };
  private static final String[] GROUND = {
    "io.berth.linux..", "io.berth.oci..", "io.berth.failure..", "io.berth.dockerfile.."
  };
  private static final String[] SPRING_FREE = {
    "io.berth.keeper..",
    "io.berth.runtime..",
    "io.berth.snapshot..",
    "io.berth.files..",
    "io.berth.registry..",
    "io.berth.content..",
    "io.berth.network..",
    "io.berth.dns..",
    "io.berth.log..",
    "io.berth.linux..",
    "io.berth.oci..",
    "io.berth.dockerfile..",
    "io.berth.failure.."
  };

  @ArchTest
  static final ArchRule nativeBindingsAreInOneRoom =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.berth.linux..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule engineRoomsKnowNoSpringAndNoDatabase =
      noClasses()
          .that()
          .resideInAnyPackage(SPRING_FREE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..", "jakarta..", "org.hibernate..", "java.sql..");

  /** What lets the keeper's class path be our classes and JNA: see {@code KeeperIT}. */
  @ArchTest
  static final ArchRule theKeepersProcessIsMadeOfFewRooms =
      classes()
          .that()
          .resideInAPackage("io.berth.keeper..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.berth.keeper..",
              "io.berth.runtime..",
              "io.berth.log..",
              "io.berth.network..",
              "io.berth.snapshot..",
              "io.berth.linux..",
              "io.berth.failure..",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule theKeepersServerKnowsNothingOfItsClient =
      noClasses()
          .that()
          .resideInAnyPackage("io.berth.keeper.server..", "io.berth.keeper.wire..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("io\\.berth\\.keeper\\.(Remote.*|Link.*|KeeperProcess|Kept.*|Witness)");

  @ArchTest
  static final ArchRule whatTheKeeperUsesNeedsNoFurtherJar =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.berth.keeper..",
              "io.berth.runtime..",
              "io.berth.log..",
              "io.berth.network..",
              "io.berth.linux..",
              "io.berth.failure..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "tools.jackson..", "com.fasterxml..", "org.slf4j..", "org.springframework..");

  @ArchTest
  static final ArchRule engineRoomsKnowNoServices =
      noClasses()
          .that()
          .resideInAnyPackage(ENGINE)
          .should()
          .dependOnClassesThat(resideInAnyPackage(SERVICES).or(resideInAnyPackage(FRONT)));

  @ArchTest
  static final ArchRule theGroundStandsAlone =
      noClasses()
          .that()
          .resideInAnyPackage(GROUND)
          .should()
          .dependOnClassesThat(resideInAPackage("io.berth..").and(not(resideInAnyPackage(GROUND))));

  @ArchTest
  static final ArchRule servicesKnowNoFrontRoom =
      noClasses()
          .that()
          .resideInAnyPackage(SERVICES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FRONT);

  @ArchTest
  static final ArchRule frontRoomsSeeServicesOnly =
      noClasses()
          .that()
          .resideInAnyPackage(FRONT)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.berth.runtime..",
                      "io.berth.linux..",
                      "io.berth.keeper..",
                      "jakarta.persistence..",
                      "org.springframework.data..")
                  .and(
                      not(
                          com.tngtech.archunit.core.domain.JavaClass.Predicates.type(
                              ResourceUsage.class))));

  /** They show what the caller sees: {@code SeenEvents}. */
  @ArchTest
  static final ArchRule frontRoomsReadNoEventsOfOthers =
      noClasses()
          .that()
          .resideInAnyPackage(FRONT)
          .should()
          .callMethod(EventBus.class, "subscribe", Instant.class)
          .orShould()
          .callMethod(EventBus.class, "past", Instant.class, Instant.class);

  @ArchTest
  static final ArchRule frontRoomsNeverSeeEachOther =
      slices()
          .matching("io.berth.(dockerapi|distribution|restapi|streaming|dashboard)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule nobodyDependsOnTheCompositionRoot =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.berth.config..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.berth.config..");

  @ArchTest
  static final ArchRule roomsFormNoCycle =
      slices().matching("io.berth.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule entitiesStayInTheirRoom =
      classes().that().areAnnotatedWith(Entity.class).should().bePackagePrivate();

  @ArchTest
  static final ArchRule repositoriesStayInTheirRoom =
      classes().that().areAssignableTo(Repository.class).should().bePackagePrivate();

  @ArchTest
  static final ArchRule nothingForksTheService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class)
          .orShould()
          .callMethod(Runtime.class, "exec", String[].class);

  @ArchTest
  static final ArchRule namespacesAreNotForVirtualThreads =
      noClasses()
          .that()
          .resideInAnyPackage("io.berth.linux..", "io.berth.runtime..")
          .should()
          .callMethod(Thread.class, "ofVirtual")
          .orShould()
          .callMethod(Thread.class, "startVirtualThread", Runnable.class)
          .orShould()
          .callMethod(Executors.class, "newVirtualThreadPerTaskExecutor");

  @Test
  void roomsAreEnteredByTheirDoorsOnly() {
    var violations =
        ApplicationModules.of(BerthApplication.class)
            .detectViolations()
            // The kernel's sub-rooms, such as netlink, are doors of their own.
            .filter(violation -> !violation.hasMessageContaining("'linux'"));
    assertThat(violations.getMessages()).isEmpty();
  }
}
