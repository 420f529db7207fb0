package org.consilium.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.consilium.server.observe.LogLines;
import picocli.CommandLine.Command;

/**
 * Starts everything on free ports and with data that are thrown away, asks for what the first
 * visitor asks for, and ends. The virtual machine records meanwhile which classes a start needs.
 */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Start aside, answer a few requests and end.")
final class RehearseCommand implements Callable<Integer> {
    private static final List<String> REQUESTS =
            List.of("/", "/api/v1/me", "/rtc/validate", "/nothing-of-this-name");

    @Override
    public Integer call() throws Exception {
        LogLines.install();
        Path data = Files.createTempDirectory("consilium-rehearsal");
        try {
            var installation =
                    Installation.start(
                            new Installation.Options(
                                    true, InetAddress.getLoopbackAddress(), 0, 0, 0, data, ""));
            try (var client = HttpClient.newHttpClient()) {
                for (String path : REQUESTS) {
                    HttpResponse<Void> unused =
                            client.send(
                                    HttpRequest.newBuilder(installation.address().resolve(path))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding());
                }
            } finally {
                installation.stop();
            }
        } finally {
            delete(data);
        }
        return 0;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
