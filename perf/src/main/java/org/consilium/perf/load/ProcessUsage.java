package org.consilium.perf.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used, as Linux tells in {@code /proc} (proc(5)).
 *
 * @param cpuMicros of all threads, user and system; the kernel counts in hundredths of a second
 * @param loopUserMicros of the threads that forward, in the program; 0 where none has our name
 * @param loopSystemMicros of the same, in the kernel
 * @param residentBytes of memory
 */
record ProcessUsage(
        long cpuMicros, long loopUserMicros, long loopSystemMicros, long residentBytes) {
    /** USER_HZ, which is 100 wherever Linux shows it to programs. */
    private static final long MICROS_PER_TICK = 10_000;

    private static final int USER = 11;
    private static final int SYSTEM = 12;

    /** How the kernel knows our media loops. */
    private static final String LOOP_NAME = "media-loop";

    /**
     * Of a process that runs.
     *
     * @throws IOException when there is none, or no {@code /proc}
     */
    static ProcessUsage of(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        String[] fields = fields(folder);
        long ticks = ticks(fields, USER) + ticks(fields, SYSTEM);
        long loopUser = 0;
        long loopSystem = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(folder.resolve("task"))) {
            for (Path thread : threads) {
                if (isLoop(thread)) {
                    String[] times = fields(thread);
                    loopUser += ticks(times, USER);
                    loopSystem += ticks(times, SYSTEM);
                }
            }
        }
        long resident = 0;
        for (String line : Files.readAllLines(folder.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return new ProcessUsage(
                ticks * MICROS_PER_TICK,
                loopUser * MICROS_PER_TICK,
                loopSystem * MICROS_PER_TICK,
                resident);
    }

    private static boolean isLoop(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).startsWith(LOOP_NAME);
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }

    /** The fields behind the name, which is second and may hold blanks and brackets. */
    private static String[] fields(Path folder) throws IOException {
        String stat = Files.readString(folder.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static long ticks(String[] fields, int index) {
        return Long.parseLong(fields[index]);
    }
}
