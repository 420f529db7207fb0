package org.consilium.perf.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used, as Linux tells in {@code /proc} (proc(5)).
 *
 * @param cpuMicros of all threads, user and system; the kernel counts in hundredths of a second
 * @param residentBytes of memory
 */
record ProcessUsage(long cpuMicros, long residentBytes) {
    /** USER_HZ, which is 100 wherever Linux shows it to programs. */
    private static final long MICROS_PER_TICK = 10_000;

    /**
     * Of a process that runs.
     *
     * @throws IOException when there is none, or no {@code /proc}
     */
    static ProcessUsage of(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(folder.resolve("stat"));
        // The name, second of the fields, may hold blanks and brackets.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        long resident = 0;
        for (String line : Files.readAllLines(folder.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return new ProcessUsage(ticks * MICROS_PER_TICK, resident);
    }
}
