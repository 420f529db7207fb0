package org.consilium.media;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two of the four machine-checked laws: imports point down the storeys, and the core is pure. */
class StoreysTest {
    private static final String ROOT = "org.consilium.media.";

    private final JavaClasses core =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("org.consilium.media");

    @Test
    void importsPointDownTheStoreys() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("5 media")
                .definedBy("org.consilium.media")
                .layer("4 room")
                .definedBy(ROOT + "room..")
                .layer("3 peer")
                .definedBy(ROOT + "peer..")
                .layer("2 transports and streams")
                .definedBy(
                        ROOT + "ice..",
                        ROOT + "dtls..",
                        ROOT + "srtp..",
                        ROOT + "sctp..",
                        ROOT + "bwe..",
                        ROOT + "pacing..",
                        ROOT + "receive..",
                        ROOT + "send..")
                .layer("1 wire formats")
                .definedBy(ROOT + "stun..", ROOT + "rtp..", ROOT + "rtcp..", ROOT + "sdp..")
                .layer("0 ground")
                .definedBy(ROOT + "buffer..", ROOT + "time..")
                .whereLayer("5 media")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("4 room")
                .mayOnlyBeAccessedByLayers("5 media")
                .whereLayer("3 peer")
                .mayOnlyBeAccessedByLayers("5 media", "4 room")
                .whereLayer("2 transports and streams")
                .mayOnlyBeAccessedByLayers("5 media", "4 room", "3 peer")
                .whereLayer("1 wire formats")
                .mayOnlyBeAccessedByLayers(
                        "5 media", "4 room", "3 peer", "2 transports and streams")
                .check(core);
    }

    @Test
    void packagesOfOneStoreyDoNotKnowEachOther() {
        for (Set<String> storey :
                List.of(
                        Set.of("stun", "rtp", "rtcp", "sdp"),
                        Set.of(
                                "ice", "dtls", "srtp", "sctp", "bwe", "pacing", "receive",
                                "send"))) {
            slices().assignedFrom(new SameStoreyPackages(storey))
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true)
                    .check(core);
        }
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.consilium.media.(*)..").should().beFreeOfCycles().check(core);
    }

    /** It is told the packet, the time and the randomness: it never asks for them. */
    @Test
    void coreHasNoClockThreadSocketLoggerOrUnseededRandom() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio.channels..",
                        "java.io..",
                        "java.util.concurrent..",
                        "java.util.logging..",
                        "java.time..",
                        "javax.net..",
                        "org.slf4j..",
                        "io.netty..",
                        "org.bouncycastle..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.security.SecureRandom")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(core);
    }

    /** One slice per package of one storey; all else is left out. */
    private record SameStoreyPackages(Set<String> storey) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            if (!name.startsWith(ROOT)) {
                return SliceIdentifier.ignore();
            }
            String first = name.substring(ROOT.length()).split("\\.", 2)[0];
            return storey.contains(first) ? SliceIdentifier.of(first) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages of storey " + storey;
        }
    }
}
