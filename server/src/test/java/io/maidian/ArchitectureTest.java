package io.maidian;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the table of ARCHITECTURE.md: which package may use which. */
class ArchitectureTest {
    private static final String ROOT = "io.maidian";

    private static final JavaClasses PRODUCT =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    /** What each package may use beside itself, {@code event} and {@code ops}. */
    private static final Map<String, List<String>> MAY_USE =
            Map.ofEntries(
                    Map.entry("event", List.of()),
                    Map.entry("ops", List.of()),
                    Map.entry("config", List.of()),
                    Map.entry("disk", List.of()),
                    Map.entry("ledger", List.of("disk")),
                    Map.entry("tls", List.of()),
                    Map.entry("log", List.of()),
                    Map.entry("log.segment", List.of("log", "disk")),
                    Map.entry("catalog", List.of()),
                    Map.entry("catalog.sqlite", List.of("catalog")),
                    Map.entry("access", List.of("catalog", "disk")),
                    Map.entry("ids", List.of("log", "disk")),
                    Map.entry("intake", List.of("ids", "log", "catalog")),
                    Map.entry("store", List.of("log")),
                    Map.entry("query", List.of("catalog")),
                    Map.entry("store.duckdb", List.of("store", "query", "disk", "log", "catalog")),
                    Map.entry("backup", List.of("log", "log.segment", "disk")),
                    Map.entry(
                            "operations",
                            List.of("backup", "log", "store", "store.duckdb", "disk")),
                    Map.entry("diagnosis", List.of("intake", "query", "catalog")),
                    Map.entry("live", List.of("log", "store", "query")),
                    Map.entry(
                            "quarantine",
                            List.of("ids", "intake", "log", "store", "query", "live", "catalog")),
                    Map.entry(
                            "http",
                            List.of(
                                    "diagnosis",
                                    "quarantine",
                                    "operations",
                                    "intake",
                                    "query",
                                    "live",
                                    "catalog",
                                    "access",
                                    "log")));

    @TestFactory
    List<DynamicTest> eachPackageUsesOnlyWhatTheTableAllows() {
        List<DynamicTest> tests = new ArrayList<>();
        MAY_USE.forEach((name, allowed) -> {
            List<String> packages = new ArrayList<>(allowed);
            packages.add(name);
            packages.add("event");
            packages.add("ops");
            List<String> full = packages.stream().map(p -> ROOT + "." + p).toList();
            tests.add(
                    DynamicTest.dynamicTest(
                            name,
                            () ->
                                    noClasses()
                                            .that()
                                            .resideInAPackage(ROOT + "." + name)
                                            .should()
                                            .dependOnClassesThat(productOutside(full))
                                            .check(PRODUCT)));
        });
        return tests;
    }

    @Test
    void everyPackageStandsInTheTable() {
        classes()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .resideInAnyPackage(
                        MAY_USE.keySet().stream().map(p -> ROOT + "." + p).toArray(String[]::new))
                .check(PRODUCT);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void httpTypesLiveOnlyInHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".http", ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .check(PRODUCT);
    }

    @Test
    void fileChannelsLiveOnlyInDisk() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".disk")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(FileChannel.class)
                .check(PRODUCT);
    }

    @Test
    void onlyTheClockReadsTheWallClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".ops")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(PRODUCT);
    }

    private static DescribedPredicate<JavaClass> productOutside(List<String> packages) {
        return DescribedPredicate.describe(
                "are of the product but outside " + packages,
                c ->
                        (c.getPackageName().equals(ROOT)
                                        || c.getPackageName().startsWith(ROOT + "."))
                                && !packages.contains(c.getPackageName()));
    }
}
