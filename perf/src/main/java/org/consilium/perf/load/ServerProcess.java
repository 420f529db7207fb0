package org.consilium.perf.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.consilium.perf.load.signal.SignalAddress;

/**
 * Our media server in a process of its own, on the first core alone where that can be said, so that
 * what it takes can be told from what the load takes.
 */
final class ServerProcess implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final SignalAddress address;
    private final URI metrics;

    private ServerProcess(Process process, SignalAddress address, URI metrics) {
        this.process = process;
        this.address = address;
        this.metrics = metrics;
    }

    /**
     * Starts a server on free ports of the loopback address and waits until it takes people.
     *
     * @param flags of its virtual machine
     * @param recording where it is to write a profile of itself, if it is to
     * @param log where its output goes
     */
    static ServerProcess start(List<String> flags, Optional<Path> recording, Path log)
            throws IOException, InterruptedException {
        int port = freePort();
        int internalPort = freePort();
        var command = new ArrayList<String>();
        if (Files.isExecutable(Path.of("/usr/bin/taskset")) && cores() > 1) {
            command.addAll(List.of("taskset", "-c", "0"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        recording.ifPresent(
                file ->
                        command.add(
                                "-XX:StartFlightRecording=filename="
                                        + file
                                        + ",settings=profile,jdk.CPUTimeSample#enabled=true"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("org.consilium.server.MediaServerProgram");
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "CONSILIUM_DEV", "true",
                                "CONSILIUM_HTTP_BIND", "127.0.0.1",
                                "CONSILIUM_HTTP_PORT", Integer.toString(port),
                                "CONSILIUM_INTERNAL_PORT", Integer.toString(internalPort),
                                "CONSILIUM_UDP_BIND", "127.0.0.1",
                                "CONSILIUM_UDP_PORT", "0",
                                "CONSILIUM_DRAIN_SECONDS", "1"));
        var address = new SignalAddress(URI.create("ws://127.0.0.1:" + port), "devkey", "secret");
        var metrics = URI.create("http://127.0.0.1:" + internalPort + "/metrics");
        var server = new ServerProcess(builder.start(), address, metrics);
        try {
            server.awaitReady(port, log);
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Of the machine; our own process may be bound to fewer. */
    private static long cores() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("processor")).count();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady(int port, Path log) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (true) {
                try {
                    if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException e) {
                    if (!process.isAlive() || System.nanoTime() > deadline) {
                        throw new IOException("the server did not start; see " + log, e);
                    }
                }
                Thread.sleep(50);
            }
        }
    }

    SignalAddress address() {
        return address;
    }

    URI metrics() {
        return metrics;
    }

    long pid() {
        return process.pid();
    }

    /** Stops it as an operator would, which also writes the profile. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
