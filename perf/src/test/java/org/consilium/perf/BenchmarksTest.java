package org.consilium.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.consilium.media.srtp.JdkCipherSuite;
import org.consilium.perf.engine.RoomRecording;
import org.consilium.perf.engine.RoomReplay;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks do their work; how fast is not asked here. */
class BenchmarksTest {
    @Test
    void everyBenchmarkRuns() throws RunnerException {
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .include("org.consilium.perf")
                                        .forks(0)
                                        .warmupIterations(0)
                                        .measurementIterations(1)
                                        .measurementTime(TimeValue.milliseconds(10))
                                        .param("people", "3")
                                        .param("batchMicros", "1000")
                                        .shouldFailOnError(true)
                                        .verbosity(VerboseMode.SILENT)
                                        .build())
                        .run();

        assertThat(results)
                .extracting(result -> result.getParams().getBenchmark())
                .contains(
                        "org.consilium.perf.micro.SrtpBenchmark.protect",
                        "org.consilium.perf.micro.JitsiSrtpBenchmark.unprotect",
                        "org.consilium.perf.micro.ForwardBenchmark.toTenReceivers",
                        "org.consilium.perf.engine.RoomBenchmark.conference");
        assertThat(ResultTable.of(results, Surroundings.here()))
                .contains("| SrtpBenchmark.protect | cipher JDK, profile AEAD_AES_128_GCM |");
    }

    @Test
    void aReplayedRoomSendsWhatTheRecordedOneSent() {
        var recording = RoomRecording.of(3, 2, 1);
        var replay = new RoomReplay(recording, new JdkCipherSuite(), 0);
        replay.run();

        assertThat(recording.packetsSent()).isGreaterThan(2_000);
        assertThat(replay.packetsSent()).isEqualTo(recording.packetsSent());
    }
}
