package org.consilium.control;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.consilium.control.db.DatabaseConfig;
import org.consilium.control.live.LiveLimits;
import org.consilium.control.media.MediaConfig;

/** The program {@link DurabilityTest} kills: the API on an embedded, durable PostgreSQL. */
final class KilledApi {
    private KilledApi() {}

    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        var api =
                ControlApi.start(
                        new ControlApiConfig(
                                directory,
                                new DatabaseConfig.Embedded(directory.resolve("postgres"), true),
                                new MediaConfig(
                                        "devkey", "secret", URI.create("http://127.0.0.1:1"), null),
                                null,
                                Set.of(),
                                "Essai",
                                "fr",
                                "Europe/Paris",
                                new ControlApiConfig.RequestLimits(1_000_000, 1_000, 1_000),
                                LiveLimits.standard()));
        var server = ControlApiProgram.serve(api, "127.0.0.1", 0);
        Runtime.getRuntime().addShutdownHook(new Thread(api::close));
        var demo = api.seedDemo();
        System.out.println("READY " + ControlApiProgram.port(server) + " " + demo.joinSecret());
        Thread.currentThread().join();
    }
}
