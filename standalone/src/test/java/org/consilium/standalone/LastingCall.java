package org.consilium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two people in a call, by a client library nobody here wrote: one publishes picture and sound, the
 * other counts what it decodes. It goes on while the tests attack.
 */
final class LastingCall implements AutoCloseable {
    /** The packages are those of the media server's own interoperability tests. */
    private static final Path FOLDER =
            Path.of("..", "media-server", "server", "src", "test", "interop")
                    .toAbsolutePath()
                    .normalize();

    private static final Path INSTALLED = FOLDER.resolve("node_modules").resolve(".installed");

    private static final Pattern REPORT =
            Pattern.compile("video=(\\d+) audio=(\\d+) disconnected=(\\d+)");

    /** How much has arrived. */
    record Received(long frames, long sounds, long interruptions) {}

    private final Process process;
    private final Queue<String> printed = new ConcurrentLinkedQueue<>();
    private volatile Received received = new Received(0, 0, 0);

    private LastingCall(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::readReports);
    }

    /** Starts it and returns when picture and sound arrive. */
    static LastingCall start(String url, String speakerToken, String listenerToken)
            throws IOException, InterruptedException {
        install();
        var call =
                new LastingCall(
                        new ProcessBuilder(
                                        List.of(
                                                "node",
                                                "lasting-call.js",
                                                url,
                                                speakerToken,
                                                listenerToken))
                                .directory(FOLDER.toFile())
                                .redirectErrorStream(true)
                                .start());
        call.requireProgress();
        return call;
    }

    private static void install() throws IOException, InterruptedException {
        String lock = Files.readString(FOLDER.resolve("package-lock.json"));
        if (Files.exists(INSTALLED) && Files.readString(INSTALLED).equals(lock)) {
            return;
        }
        int status =
                new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                        .directory(FOLDER.toFile())
                        .inheritIO()
                        .start()
                        .waitFor();
        assertThat(status).as("npm ci").isZero();
        Files.writeString(INSTALLED, lock);
    }

    private void readReports() {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher report = REPORT.matcher(line);
                if (report.matches()) {
                    received =
                            new Received(
                                    Long.parseLong(report.group(1)),
                                    Long.parseLong(report.group(2)),
                                    Long.parseLong(report.group(3)));
                } else {
                    printed.add(line);
                }
            }
        } catch (IOException e) {
            printed.add(e.toString());
        }
    }

    Received received() {
        return received;
    }

    /**
     * Waits until the listener has decoded what five more pictures and a quarter of a second more
     * sound are, without an interruption; fails when that takes longer than people would wait.
     */
    void requireProgress() throws InterruptedException {
        Received before = received;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (received.frames() < before.frames() + 5
                || received.sounds() < before.sounds() + 25) {
            assertThat(process.isAlive()).as("the call ended: %s", printed).isTrue();
            assertThat(System.nanoTime() - deadline)
                    .as("the call stands still at %s: %s", received, printed)
                    .isNegative();
            Thread.sleep(50);
        }
        assertThat(received.interruptions()).as("interruptions of the call").isZero();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
