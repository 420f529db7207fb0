package org.consilium.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * {@code bench [--save NAME] [pattern] [options of JMH]}: runs the benchmarks whose names match,
 * always with allocation, and writes JSON and a readable table to the working directory's {@code
 * perf/target/results}, with a name to {@code perf/results} to be kept.
 */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments)
            throws CommandLineOptionException, RunnerException, IOException {
        List<String> left = new ArrayList<>(List.of(arguments));
        Path folder = Path.of("perf", "target", "results");
        String name = "latest";
        int save = left.indexOf("--save");
        if (save >= 0 && save + 1 < left.size()) {
            folder = Path.of("perf", "results");
            name = left.get(save + 1);
            left.subList(save, save + 2).clear();
        }
        Files.createDirectories(folder);
        var said = new CommandLineOptions(left.toArray(new String[0]));
        if (said.shouldHelp()) {
            said.showHelp();
            return;
        }
        var options = new OptionsBuilder().parent(said).addProfiler(GCProfiler.class);
        // Five medians of a second settle to a few percent; more is the caller's to ask for.
        if (!said.getForkCount().hasValue()) {
            options.forks(1);
        }
        if (!said.getWarmupIterations().hasValue()) {
            options.warmupIterations(3);
        }
        if (!said.getMeasurementIterations().hasValue()) {
            options.measurementIterations(5);
        }
        if (!said.getWarmupTime().hasValue()) {
            options.warmupTime(TimeValue.seconds(1));
        }
        if (!said.getMeasurementTime().hasValue()) {
            options.measurementTime(TimeValue.seconds(1));
        }
        options.resultFormat(ResultFormatType.JSON)
                .result(folder.resolve(name + ".json").toString());
        Collection<RunResult> results = new Runner(options.build()).run();
        withoutFolders(folder.resolve(name + ".json"));
        Path table = folder.resolve(name + ".md");
        Files.writeString(table, ResultTable.of(results, Surroundings.here()));
        System.out.println("Written: " + table);
    }

    /** Results are kept by the project; where a machine has its Java is nobody's business. */
    private static void withoutFolders(Path json) throws IOException {
        String text = Files.readString(json);
        Files.writeString(json, text.replaceAll("\"jvm\" : \"[^\"]*\"", "\"jvm\" : \"java\""));
    }
}
