package org.consilium.perf.micro;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.consilium.media.rtp.SourcePacket;
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
 * The user-space part of forwarding VP8 video: a packet comes in sealed, is opened, put in order
 * and kept, rewritten for each of ten receivers and sealed into each one's train.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForwardBenchmark {
    /**
     * What is forwarded; made outside the measured time. Carries the state itself: JMH would give
     * benchmark and setup one each.
     */
    @State(Scope.Thread)
    public static class Received {
        private @Nullable Forwarder forwarder;

        @Setup(Level.Invocation)
        public void seal(Forwarder newForwarder) {
            forwarder = newForwarder;
            newForwarder.sealBlock();
        }
    }

    /** The same packets as a receiving stream describes them, without what that costs. */
    @State(Scope.Thread)
    public static class Parsed {
        private @Nullable Forwarder forwarder;
        private final SourcePacket[] packets = new SourcePacket[Packets.BLOCK];

        public Parsed() {
            Arrays.setAll(packets, i -> new SourcePacket());
        }

        @Setup(Level.Invocation)
        public void parse(Forwarder newForwarder) {
            forwarder = newForwarder;
            newForwarder.parseBlock(packets);
        }
    }

    /** From one sealed packet of the publisher to ten sealed ones, per packet of these. */
    @Benchmark
    @OperationsPerInvocation(Forwarder.FORWARDED)
    public int toTenReceivers(Received received) {
        return Blocks.expect(
                requireNonNull(received.forwarder).forwardBlock(), Forwarder.FORWARDED);
    }

    /** One receiver's version of a packet: header, extensions, VP8 numbers, copied payload. */
    @Benchmark
    @OperationsPerInvocation(Packets.BLOCK)
    public int rewrite(Parsed parsed) {
        return Blocks.expectAll(requireNonNull(parsed.forwarder).rewriteBlock(parsed.packets));
    }
}
