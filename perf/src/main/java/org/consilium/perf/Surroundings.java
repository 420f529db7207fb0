package org.consilium.perf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a figure depends on besides the code that it is about.
 *
 * @param machine processor, cores, kernel
 * @param jvm name and version
 * @param libcrypto the system's OpenSSL
 * @param commit of the working tree, marked where it had changes
 */
public record Surroundings(String machine, String jvm, String libcrypto, String commit) {
    public static Surroundings here() {
        return new Surroundings(
                processor()
                        + ", "
                        + Runtime.getRuntime().availableProcessors()
                        + " cores, Linux "
                        + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                firstLine(List.of("openssl", "version")),
                workingTree());
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String workingTree() {
        String commit = firstLine(List.of("git", "rev-parse", "--short=12", "HEAD"));
        String changes = firstLine(List.of("git", "status", "--porcelain", "--untracked-files=no"));
        return changes.isEmpty() ? commit : commit + " with changes";
    }

    private static String firstLine(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return output.lines().findFirst().orElse("");
            }
            return "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
