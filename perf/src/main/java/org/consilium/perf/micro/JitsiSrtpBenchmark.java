package org.consilium.perf.micro;

import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
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

/**
 * jitsi-srtp on the same packets as {@link SrtpBenchmark}, with whichever of its native and Java
 * ciphers it finds to be the fastest. It works in place, so protecting includes the copy into the
 * receiver's buffer that it needs there.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JitsiSrtpBenchmark {
    /**
     * What {@link #unprotect} opens; made outside the measured time. Carries the state itself: JMH
     * would give benchmark and setup one each.
     */
    @State(Scope.Thread)
    public static class Received {
        private @Nullable JitsiSrtp srtp;

        @Setup(Level.Invocation)
        public void seal(JitsiSrtp newSrtp) throws GeneralSecurityException {
            srtp = newSrtp;
            int unused = newSrtp.sealBlock();
        }
    }

    @Benchmark
    @OperationsPerInvocation(Packets.BLOCK)
    public int protect(JitsiSrtp srtp) throws GeneralSecurityException {
        return Blocks.expectAll(srtp.sealBlock());
    }

    @Benchmark
    @OperationsPerInvocation(Packets.BLOCK)
    public int unprotect(Received received) throws GeneralSecurityException {
        return Blocks.expectAll(requireNonNull(received.srtp).openBlock());
    }
}
