package org.consilium.server.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a script of {@code src/test/interop} with Node, after {@code npm ci} where the packages are
 * not there yet. Where Node or npm is missing the test fails and says so: these tests are not
 * optional.
 */
public final class NodeScript {
    private static final Path FOLDER = Path.of("src", "test", "interop").toAbsolutePath();

    /** What the packages were installed from, kept beside them. */
    private static final Path INSTALLED = FOLDER.resolve("node_modules").resolve(".installed");

    private NodeScript() {}

    /** Runs it and returns what it printed; fails with everything it printed when it failed. */
    public static String run(String script, String input, List<String> arguments)
            throws IOException, InterruptedException {
        install();
        var command = new ArrayList<>(List.of("node", script));
        command.addAll(arguments);
        return run(command, input, 240);
    }

    private static synchronized void install() throws IOException, InterruptedException {
        String lock = Files.readString(FOLDER.resolve("package-lock.json"));
        if (Files.exists(INSTALLED) && Files.readString(INSTALLED).equals(lock)) {
            return;
        }
        run(List.of("npm", "ci", "--no-audit", "--no-fund"), "", 600);
        Files.writeString(INSTALLED, lock);
    }

    private static String run(List<String> command, String input, long seconds)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("node", ".log");
        try {
            Process process;
            try {
                process =
                        new ProcessBuilder(command)
                                .directory(FOLDER.toFile())
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile())
                                .start();
            } catch (IOException e) {
                throw new AssertionError(
                        command.getFirst() + " is missing: install Node.js 20 or newer", e);
            }
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            String printed = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(
                        String.join(" ", command)
                                + (ended ? " failed:\n" : " did not end:\n")
                                + printed);
            }
            return printed;
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
