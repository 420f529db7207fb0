package org.consilium.perf.wire;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The bound: libcrypto and sendmsg in a loop, per packet sent. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class BoundBenchmark {
    private static final int PACKETS = 64;

    @Param({"1", "2", "4", "8", "16"})
    public int train = 1;

    private Sinks sinks = new Sinks();
    private NativeLoop loop = new NativeLoop(sinks, 1);

    @Setup(Level.Trial)
    public void open() {
        close();
        sinks = new Sinks();
        loop = new NativeLoop(sinks, train);
    }

    @TearDown(Level.Trial)
    public void close() {
        loop.close();
        sinks.close();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS * Sinks.COUNT)
    public int toTenSockets() {
        int sent = 0;
        for (int i = 0; i < PACKETS / train; i++) {
            sent += loop.forward();
        }
        if (sent != PACKETS * Sinks.COUNT) {
            throw new IllegalStateException(sent + " packets were sent");
        }
        return sent;
    }
}
