package org.consilium.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house rules of the shell: each library in its room, and every arrow points at the loop. */
class ServerHouseTest {
    private static final String ROOT = "org.consilium.server.";

    private static final JavaClasses SERVER =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("org.consilium.server");

    @Test
    void nettyLivesInNet() {
        onlyIn("io.netty..", "net..");
    }

    @Test
    void bouncyCastleLivesInDtls() {
        onlyIn("org.bouncycastle..", "dtls..");
    }

    @Test
    void jettyLivesWhereHttpIsSpoken() {
        onlyIn("org.eclipse.jetty..", "signal..", "admin..", "observe..");
    }

    @Test
    void protocolMessagesMeetCoreTypesInSignalAndAdminOnly() {
        onlyIn("livekit..", "signal..", "admin..");
        onlyIn("io.livekit..", "signal..", "admin..");
        onlyIn("com.google.protobuf..", "signal..", "admin..");
    }

    @Test
    void foreignFunctionsLiveInCryptoAndNet() {
        onlyIn("java.lang.foreign..", "crypto..", "net..");
    }

    @Test
    void micrometerLivesInObserve() {
        onlyIn("io.micrometer..", "observe..");
    }

    @Test
    void tokensAreReadAndWrittenInSignalAndAdminOnly() {
        onlyIn("com.nimbusds..", "signal..", "admin..");
    }

    @Test
    void loopImportsNoOtherPackageOfTheShell() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "loop..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.consilium.server",
                        ROOT + "net..",
                        ROOT + "address..",
                        ROOT + "observe..",
                        ROOT + "config..",
                        ROOT + "dtls..",
                        ROOT + "crypto..",
                        ROOT + "signal..",
                        ROOT + "admin..")
                .allowEmptyShould(true)
                .check(SERVER);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.consilium.server.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(SERVER);
    }

    private void onlyIn(String library, String... packages) {
        var homes = new String[packages.length];
        for (int i = 0; i < packages.length; i++) {
            homes[i] = ROOT + packages[i];
        }
        noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true)
                .check(SERVER);
    }
}
