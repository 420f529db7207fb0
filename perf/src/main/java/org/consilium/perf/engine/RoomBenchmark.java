package org.consilium.perf.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.consilium.perf.micro.Ciphers;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A whole room in virtual time. One operation is {@link #SECONDS} of conference; {@code forwarded}
 * is datagrams sent per second of one core.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RoomBenchmark {
    private static final int SECONDS = 5;

    @Param({"3", "10"})
    public int people = 10;

    /** A loop under some load wakes up about once in a millisecond. */
    @Param({"0", "1000"})
    public int batchMicros = 1_000;

    @Param({"JDK", "LIBCRYPTO"})
    public Ciphers cipher = Ciphers.JDK;

    private @Nullable RoomRecording recording;
    private @Nullable RoomReplay replay;

    @Setup(Level.Trial)
    public void record() {
        recording = RoomRecording.of(people, SECONDS, 1);
    }

    @Setup(Level.Invocation)
    public void join() {
        RoomRecording played = recording;
        if (played == null) {
            throw new IllegalStateException("nothing recorded");
        }
        replay = new RoomReplay(played, cipher.suite(), 1_000L * batchMicros);
    }

    /** What left the engine. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Rates {
        /** Datagrams. */
        public long forwarded;

        /** Runs of datagrams to one receiver: the system calls. */
        public long sends;
    }

    /** Means over the iteration. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Means {
        private long forwarded;
        private long allocated;
        private long sends;

        @Setup(Level.Iteration)
        public void reset() {
            forwarded = 0;
            allocated = 0;
            sends = 0;
        }

        /** Bytes of heap per forwarded datagram, joining excluded. */
        public double allocatedPerPacket() {
            return forwarded == 0 ? 0 : (double) allocated / forwarded;
        }

        /** Datagrams per send. */
        public double trainLength() {
            return sends == 0 ? 0 : (double) forwarded / sends;
        }
    }

    @Benchmark
    public long conference(Rates rates, Means means) {
        RoomReplay running = replay;
        if (running == null) {
            throw new IllegalStateException("nobody joined");
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        running.run();
        means.allocated += threads.getCurrentThreadAllocatedBytes() - before;
        rates.forwarded += running.packetsSent();
        rates.sends += running.sends();
        means.forwarded += running.packetsSent();
        means.sends += running.sends();
        return running.packetsSent();
    }
}
