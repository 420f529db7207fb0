package org.consilium.perf.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * The frames on top of the stack most often, from a recording with processor-time samples (JEP
 * 509). Time in the kernel and in native code counts for the Java method that called it.
 */
final class HotFrames {
    private static final String EVENT = "jdk.CPUTimeSample";
    private static final int SHOWN = 10;

    private HotFrames() {}

    /** A Markdown table of the top ten. */
    static String table(Path recording) throws IOException {
        Map<String, Long> counts = new HashMap<>();
        Map<String, Map<String, Long>> callers = new HashMap<>();
        long all = 0;
        try (var file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                RecordedStackTrace stack = event.getStackTrace();
                if (!event.getEventType().getName().equals(EVENT)
                        || stack == null
                        || stack.getFrames().isEmpty()) {
                    continue;
                }
                all++;
                String top = name(stack.getFrames().getFirst());
                counts.merge(top, 1L, Long::sum);
                callers.computeIfAbsent(top, key -> new HashMap<>())
                        .merge(ours(stack.getFrames()), 1L, Long::sum);
            }
        }
        var table = new StringBuilder("| share | frame | mostly for |\n|---:|---|---|\n");
        long total = Math.max(1, all);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(
                        entry ->
                                table.append(
                                        String.format(
                                                Locale.ROOT,
                                                "| %.1f %% | `%s` | `%s` |%n",
                                                100.0 * entry.getValue() / total,
                                                entry.getKey(),
                                                most(callers.get(entry.getKey())))));
        return table + String.format(Locale.ROOT, "%n%d samples.%n", all);
    }

    /** The innermost method of ours on the stack. */
    private static String ours(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            if (frame.getMethod().getType().getName().startsWith("org.consilium.")) {
                return name(frame);
            }
        }
        return "none of ours";
    }

    private static String most(@Nullable Map<String, Long> counts) {
        return counts == null
                ? ""
                : counts.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElse("");
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
    }
}
