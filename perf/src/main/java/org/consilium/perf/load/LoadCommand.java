package org.consilium.perf.load;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.consilium.perf.Surroundings;
import org.consilium.perf.load.signal.SignalAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./consilium load}: puts a load on a server and says what it made of it. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Joins a server by the client protocol and measures what it does.")
public final class LoadCommand implements Callable<Integer> {
    private static final Path TARGET = Path.of("perf", "target");

    @Option(names = "--url", description = "ws:// of the server; without it one is started here")
    private @Nullable URI url;

    @Option(names = "--api-key", defaultValue = "devkey", description = "id of the signing key")
    private String apiKey = "devkey";

    @Option(names = "--api-secret", defaultValue = "secret", description = "the key itself")
    private String apiSecret = "secret";

    @Option(names = "--scenario", description = "${COMPLETION-CANDIDATES}: who joins, as reported")
    private @Nullable Scenario scenario;

    @Option(names = "--rooms", description = "how many rooms")
    private @Nullable Integer rooms;

    @Option(names = "--publishers", description = "in each room; they receive one another too")
    private @Nullable Integer publishers;

    @Option(names = "--subscribers", description = "in each room who only receive")
    private @Nullable Integer subscribers;

    @Option(names = "--video", description = "720p, 360p, 180p or off")
    private @Nullable String video;

    @Option(names = "--simulcast", negatable = true, description = "smaller layers too (default)")
    private boolean simulcast = true;

    @Option(names = "--audio", negatable = true, description = "microphones too (default)")
    private boolean audio = true;

    @Option(names = "--duration", defaultValue = "30", description = "measured seconds")
    private int seconds = 30;

    @Option(names = "--warm-up", defaultValue = "5", description = "seconds before them")
    private int warmUpSeconds = 5;

    @Option(names = "--join-rate", defaultValue = "10", description = "participants per second")
    private double joinRate = 10;

    @Option(names = "--server-pid", description = "whose processor time and memory to tell")
    private @Nullable Long serverPid;

    @Option(names = "--metrics", description = "http:// of our server's metrics, to tell more")
    private @Nullable URI metrics;

    @Option(
            names = "--rehearsal",
            defaultValue = "0",
            description = "seconds of the same load before, so that all code is warm")
    private int rehearsalSeconds;

    @Option(names = "--json", description = "file for all figures")
    private @Nullable Path json;

    @Option(names = "--loops", defaultValue = "1", description = "threads of the generator")
    private int loops = 1;

    @Option(
            names = "--verify-every",
            defaultValue = "16",
            description = "one packet of so many is authenticated as a whole")
    private int verifyEvery = 16;

    @Option(
            names = "--profile",
            description = "file for the ten hottest frames of the server that is started here")
    private @Nullable Path profile;

    @Option(names = "--server-flag", description = "of the Java machine of that server")
    private List<String> serverFlags = List.of();

    /** Run by picocli only. */
    LoadCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoadCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        LoadPlan plan = plan();
        URI remote = url;
        if (remote != null) {
            var address = new SignalAddress(remote, apiKey, apiSecret);
            Long pid = serverPid;
            return run(
                    plan,
                    address,
                    pid == null ? OptionalLong.empty() : OptionalLong.of(pid),
                    metrics);
        }
        Files.createDirectories(TARGET);
        Path frames = profile;
        Optional<Path> recording =
                frames == null
                        ? Optional.empty()
                        : Optional.of(TARGET.resolve("load-server.jfr").toAbsolutePath());
        int exit;
        try (ServerProcess server =
                ServerProcess.start(serverFlags, recording, TARGET.resolve("load-server.log"))) {
            exit = run(plan, server.address(), OptionalLong.of(server.pid()), server.metrics());
        }
        if (frames != null && recording.isPresent()) {
            Files.writeString(frames, HotFrames.table(recording.get()));
        }
        return exit;
    }

    private int run(
            LoadPlan plan, SignalAddress server, OptionalLong pid, @Nullable URI serverMetrics)
            throws IOException, InterruptedException {
        if (rehearsalSeconds > 0) {
            LoadResult unused =
                    new LoadRun(
                                    plan.lasting(Duration.ofSeconds(rehearsalSeconds)),
                                    server,
                                    pid,
                                    null,
                                    System.err,
                                    loops,
                                    verifyEvery)
                            .run();
            System.err.println("The rehearsal is over.");
        }
        LoadResult result =
                new LoadRun(plan, server, pid, serverMetrics, System.err, loops, verifyEvery).run();
        System.out.println(LoadTable.of(result));
        Path file = json;
        if (file != null) {
            var all = new LinkedHashMap<String, Object>();
            Surroundings here = Surroundings.here();
            all.put("machine", here.machine());
            all.put("jvm", here.jvm());
            all.put("libcrypto", here.libcrypto());
            all.put("commit", here.commit());
            all.put("serverFlags", String.join(" ", serverFlags));
            all.putAll(result.figures());
            Files.writeString(file, Json.write(all));
        }
        return result.isComplete() ? 0 : 1;
    }

    private LoadPlan plan() {
        Scenario preset = scenario;
        return new LoadPlan(
                preset == null ? "load" : preset.name(),
                or(rooms, preset == null ? 1 : preset.rooms),
                or(publishers, preset == null ? 3 : preset.publishers),
                or(subscribers, preset == null ? 0 : preset.subscribers),
                lines(preset),
                simulcast,
                audio && (preset == null || preset.audio),
                joinRate,
                Duration.ofSeconds(warmUpSeconds),
                Duration.ofSeconds(seconds));
    }

    private static int or(@Nullable Integer said, int otherwise) {
        return said == null ? otherwise : said;
    }

    private int lines(@Nullable Scenario preset) {
        String said = video;
        if (said == null) {
            return preset == null ? 720 : preset.video;
        }
        return switch (said) {
            case "720p" -> 720;
            case "360p" -> 360;
            case "180p" -> 180;
            case "off" -> 0;
            default ->
                    throw new IllegalArgumentException(
                            "--video is 720p, 360p, 180p or off, not " + said);
        };
    }
}
