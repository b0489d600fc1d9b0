package org.musicfs.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jaudiotagger.tag.id3.ID3Tags;
import org.jaudiotagger.tag.reference.GenreTypes;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md: they point down, and never in a circle. */
class ArrowsTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar")) // of other modules
          .importPackages(
              "org.musicfs.core",
              "org.musicfs.cas",
              "org.musicfs.index",
              "org.musicfs.origin",
              "org.musicfs.fuse",
              "org.musicfs.grpc",
              "org.musicfs.cli");

  @Test
  void modulesKnowCoreAndNotEachOther() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("core")
        .definedBy("org.musicfs.core..")
        .layer("cas")
        .definedBy("org.musicfs.cas..")
        .layer("index")
        .definedBy("org.musicfs.index..")
        .layer("origin")
        .definedBy("org.musicfs.origin..")
        .layer("fuse")
        .definedBy("org.musicfs.fuse..")
        .layer("grpc")
        .definedBy("org.musicfs.grpc..")
        .layer("cli")
        .definedBy("org.musicfs.cli..")
        .whereLayer("core")
        .mayNotAccessAnyLayer()
        .whereLayer("cas")
        .mayOnlyAccessLayers("core")
        .whereLayer("index")
        .mayOnlyAccessLayers("core")
        .whereLayer("origin")
        .mayOnlyAccessLayers("core")
        .whereLayer("fuse")
        .mayOnlyAccessLayers("core")
        .whereLayer("grpc")
        .mayOnlyAccessLayers("core")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .check(PRODUCT);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching("org.musicfs.(*).(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void coreStaysFreeOfHeavyLibraries() {
    noClasses()
        .that()
        .resideInAPackage("org.musicfs.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "io.grpc..",
            "org.apache.lucene..",
            "org.jaudiotagger..",
            "ru.serce..",
            "io.micrometer..",
            "picocli..",
            "org.tomlj..")
        .check(PRODUCT);
  }

  @Test
  void onlyThePortableBackendKnowsFuse() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.musicfs.fuse.jnr..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ru.serce..", "jnr..")
        .check(PRODUCT);
  }

  @Test
  void onlySftpOriginsKnowSsh() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.musicfs.origin.sftp..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.sshd..", "net.i2p..")
        .check(PRODUCT);
  }

  /**
   * jaudiotagger must not meet a file's bytes in the daemon. Two of its classes hold nothing but
   * tables of names, and are asked elsewhere in the tag reader too.
   */
  @Test
  void onlyTheWorkerDecodesWithJaudiotagger() {
    DescribedPredicate<JavaClass> tableOfNames =
        belongToAnyOf(GenreTypes.class, ID3Tags.class).as("tables of names");
    noClasses()
        .that()
        .resideOutsideOfPackage("org.musicfs.index.tags.worker..")
        .should()
        .dependOnClassesThat(resideInAPackage("org.jaudiotagger..").and(not(tableOfNames)))
        .check(PRODUCT);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.musicfs.index.tags..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jaudiotagger..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheCatalogueAndTheChunkIndexKnowSqlite() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.musicfs.index.catalogue..", "org.musicfs.cas.store..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.sqlite..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.sql.DriverManager")
        .check(PRODUCT);
  }

  @Test
  void nothingInTheProductCanWriteToAnOrigin() {
    noClasses()
        .that()
        .resideInAPackage("org.musicfs.origin..")
        .should()
        .callMethod(
            java.nio.file.Files.class,
            "write",
            java.nio.file.Path.class,
            byte[].class,
            java.nio.file.OpenOption[].class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.FileOutputStream")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.channels.FileChannel")
        .check(PRODUCT);
  }
}
