package org.consilium.perf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** A run's results as a Markdown table for people; the JSON beside it has everything. */
final class ResultTable {
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final String BOUND = "BoundBenchmark.";
    private static final String FORWARDING = "ForwardingBenchmark.";
    private static final String TRAIN = "train";

    private ResultTable() {}

    static String of(Collection<RunResult> results, Surroundings surroundings) {
        var lines = new ArrayList<String>();
        lines.add("- Machine: " + surroundings.machine());
        lines.add("- JVM: " + surroundings.jvm());
        lines.add("- libcrypto: " + surroundings.libcrypto());
        lines.add("- Commit: " + surroundings.commit());
        lines.add("");
        lines.add("| benchmark | parameters | figure | ± | unit | B allocated per operation |");
        lines.add("|---|---|---:|---:|---|---:|");
        for (RunResult result : results) {
            String name = shortName(result.getParams().getBenchmark());
            lines.add(row(name, parameters(result), result.getPrimaryResult(), allocation(result)));
            new TreeMap<>(result.getSecondaryResults())
                    .forEach(
                            (label, more) -> {
                                if (!label.startsWith("gc.") && !label.startsWith("·gc.")) {
                                    lines.add(
                                            row(name + " " + label, parameters(result), more, ""));
                                }
                            });
        }
        lines.addAll(ratios(results));
        lines.add("");
        return String.join("\n", lines);
    }

    /** How far forwarding to sockets is from the native loop of the same run. */
    private static List<String> ratios(Collection<RunResult> results) {
        var bounds = new TreeMap<String, Double>();
        for (RunResult result : results) {
            if (shortName(result.getParams().getBenchmark()).startsWith(BOUND)) {
                bounds.put(
                        result.getParams().getParam(TRAIN), result.getPrimaryResult().getScore());
            }
        }
        var lines = new ArrayList<String>();
        for (RunResult result : results) {
            String name = shortName(result.getParams().getBenchmark());
            Double bound = bounds.get(String.valueOf(result.getParams().getParam(TRAIN)));
            if (name.startsWith(FORWARDING) && bound != null) {
                if (lines.isEmpty()) {
                    lines.add("");
                    lines.add("| forwarding | times the bound |");
                    lines.add("|---|---:|");
                }
                double ratio = result.getPrimaryResult().getScore() / bound;
                lines.add("| " + parameters(result) + " | " + number(ratio) + " |");
            }
        }
        return lines;
    }

    private static String row(String name, String parameters, Result<?> result, String allocation) {
        return "| "
                + String.join(
                        " | ",
                        List.of(
                                name,
                                parameters,
                                number(result.getScore()),
                                number(result.getScoreError()),
                                result.getScoreUnit(),
                                allocation))
                + " |";
    }

    private static String allocation(RunResult result) {
        for (Map.Entry<String, ?> entry : result.getSecondaryResults().entrySet()) {
            if (entry.getKey().endsWith(ALLOCATION) && entry.getValue() instanceof Result<?> r) {
                return number(r.getScore());
            }
        }
        return "";
    }

    private static String parameters(RunResult result) {
        var parameters = new ArrayList<String>();
        for (String key : result.getParams().getParamsKeys()) {
            parameters.add(key + " " + result.getParams().getParam(key));
        }
        return String.join(", ", parameters);
    }

    /** The class and the method. */
    private static String shortName(String benchmark) {
        int method = benchmark.lastIndexOf('.');
        return benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1);
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (value >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }
}
