package org.consilium.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.consilium.server.config.ConfigException;
import org.consilium.server.config.ConfigReader;
import org.consilium.server.config.MediaServerConfig;
import org.consilium.server.observe.LogLines;

/** {@code ./consilium media-server [--config FILE]}: the media server as a program of its own. */
public final class MediaServerProgram {
    /** As of a command that was called wrongly. */
    private static final int EXIT_USAGE = 2;

    private static final String CONFIG_VARIABLE = "CONSILIUM_CONFIG";

    private MediaServerProgram() {}

    public static void main(String[] arguments) {
        LogLines.install();
        int exit = run(arguments, System.getenv());
        if (exit != 0) {
            System.exit(exit);
        }
    }

    /** Starts and leaves the process running; non-zero when it did not start. */
    private static int run(String[] arguments, Map<String, String> environment) {
        String file = environment.getOrDefault(CONFIG_VARIABLE, "");
        if (arguments.length == 2 && arguments[0].equals("--config")) {
            file = arguments[1];
        } else if (arguments.length != 0) {
            System.err.println("usage: consilium media-server [--config FILE]");
            return EXIT_USAGE;
        }
        try {
            MediaServerConfig config =
                    ConfigReader.read(
                            file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file)),
                            environment,
                            Map.of());
            MediaServer server = MediaServer.start(config);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(server::stop));
            return 0;
        } catch (ConfigException | IllegalArgumentException e) {
            System.err.println("consilium media-server: " + e.getMessage());
            return EXIT_USAGE;
        } catch (IOException e) {
            System.err.println("consilium media-server: " + e.getMessage());
            return 1;
        }
    }
}
