package org.consilium.perf.load;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Each library in its room. */
class LoadHouseTest {
    private static final JavaClasses PERF =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("org.consilium.perf");

    @Test
    void messagesOfTheClientProtocolLiveInSignal() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.consilium.perf.load.signal")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("livekit..", "com.google.protobuf..")
                .check(PERF);
    }

    @Test
    void systemCallsLiveInNet() {
        noClasses()
                .that()
                .resideInAPackage("org.consilium.perf.load..")
                .and()
                .resideOutsideOfPackage("org.consilium.perf.load.net")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .check(PERF);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.consilium.perf.load.(*)..").should().beFreeOfCycles().check(PERF);
    }
}
