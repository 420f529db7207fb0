package org.consilium.control;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import org.junit.jupiter.api.Test;

/** Entities stay at home, features form no circles, each library has its rooms. */
class ArchitectureTest {
    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("org.consilium.control");

    @Test
    void entitiesNeverLeaveTheirPackage() {
        classes().that().areAnnotatedWith(Entity.class).should().bePackagePrivate().check(CODE);
    }

    @Test
    void featuresFormNoCircles() {
        slices().matching("org.consilium.control.(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void lowerFeaturesKnowNothingOfHigherOnes() {
        only("db", "db");
        only("http", "http", "db");
        only("audit", "audit", "http", "db");
        only("live", "live", "http", "db");
        only("media", "media", "http", "db");
        only("identity", "identity", "audit", "http", "db");
        only("chat", "chat", "live", "http", "db");
        only("login", "login", "identity", "live", "audit", "http", "db");
        only("consults", "consults", "chat", "live", "media", "identity", "audit", "http", "db");
    }

    private static void only(String feature, String... allowed) {
        noClasses()
                .that()
                .resideInAPackage("org.consilium.control." + feature + "..")
                .should()
                .dependOnClassesThat(
                        com.tngtech.archunit.base.DescribedPredicate.describe(
                                "another feature",
                                type ->
                                        type.getPackageName().startsWith("org.consilium.")
                                                && java.util.Arrays.stream(allowed)
                                                        .noneMatch(
                                                                name ->
                                                                        type.getPackageName()
                                                                                .equals(
                                                                                        "org.consilium.control."
                                                                                                + name))))
                .check(CODE);
    }

    @Test
    void librariesStayInTheirRooms() {
        room("org.hibernate..", "db");
        room("com.zaxxer..", "db");
        room("org.flywaydb..", "db");
        room("org.apache.commons..", "db");
        room("org.tukaani..", "db");
        room("org.glassfish..", "http");
        room("com.fasterxml.jackson..", "http", "live", "media");
        room("com.nimbusds..", "login", "media");
        room("org.bouncycastle..", "identity");
        room("com.nulabinc..", "identity");
        room("org.eclipse.jetty.websocket..", "live");
    }

    private static void room(String library, String... features) {
        var packages = new String[features.length];
        for (var i = 0; i < features.length; i++) {
            packages[i] = "org.consilium.control." + features[i] + "..";
        }
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CODE);
    }
}
