package org.consilium.perf.micro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Our SRTP engine, per packet of 1200 bytes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SrtpBenchmark {
    /**
     * What {@link #unprotect} opens; made outside the measured time. Carries the state itself: JMH
     * would give benchmark and setup one each.
     */
    @State(Scope.Thread)
    public static class Received {
        private @Nullable OurSrtp srtp;

        @Setup(Level.Invocation)
        public void seal(OurSrtp newSrtp) {
            srtp = newSrtp;
            newSrtp.sealBlock();
        }
    }

    /** Out of place into the receiver's train, eight packets a call. */
    @Benchmark
    @OperationsPerInvocation(Packets.BLOCK)
    public int protect(OurSrtp srtp) {
        return Blocks.expectAll(srtp.protectBlock());
    }

    /** In place, as it came from the socket. */
    @Benchmark
    @OperationsPerInvocation(Packets.BLOCK)
    public int unprotect(Received received) {
        return Blocks.expectAll(requireNonNull(received.srtp).openBlock());
    }
}
