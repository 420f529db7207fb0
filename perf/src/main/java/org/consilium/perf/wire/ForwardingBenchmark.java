package org.consilium.perf.wire;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.perf.micro.Forwarder;
import org.consilium.server.loop.DatagramPort;
import org.consilium.server.net.UdpSettings;
import org.consilium.server.net.UdpTransport;
import org.jspecify.annotations.Nullable;
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

/**
 * Our own forwarding down to the socket, per packet sent: what {@code ForwardBenchmark} does, and
 * each receiver's train through the server's port to the kernel.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForwardingBenchmark {
    /** The port and the sockets it sends to, opened by the thread that measures. */
    @State(Scope.Thread)
    public static class Wire {
        @Param({"1", "2", "4", "8", "16"})
        public int train = 1;

        @Param({"SYSTEM_CALLS", "EPOLL"})
        public UdpTransport transport = UdpTransport.NIO;

        private @Nullable Sinks sinks;
        private @Nullable DatagramPort port;
        private final NetworkPath[] paths = new NetworkPath[Sinks.COUNT];

        @Setup(Level.Trial)
        public void open() throws IOException {
            var newSinks = new Sinks();
            sinks = newSinks;
            port =
                    transport.open(
                            new UdpSettings(
                                    List.of(InetAddress.getLoopbackAddress()),
                                    0,
                                    64,
                                    1 << 20,
                                    1 << 20),
                            1);
            for (int i = 0; i < paths.length; i++) {
                InetSocketAddress to = newSinks.address(i);
                paths[i] =
                        new NetworkPath(
                                0, TransportAddress.of(to.getAddress().getAddress(), to.getPort()));
            }
        }

        @TearDown(Level.Trial)
        public void close() {
            requireNonNull(port).close();
            requireNonNull(sinks).close();
        }
    }

    /** What is forwarded; made outside the measured time. */
    @State(Scope.Thread)
    public static class Received {
        private @Nullable Forwarder forwarder;

        @Setup(Level.Invocation)
        public void seal(Forwarder newForwarder) {
            forwarder = newForwarder;
            newForwarder.sealBlock();
        }
    }

    @Benchmark
    @OperationsPerInvocation(Forwarder.FORWARDED)
    public int toTenSockets(Wire wire, Received received) {
        DatagramPort port = requireNonNull(wire.port);
        int sent = requireNonNull(received.forwarder).forwardBlock(port, wire.paths, wire.train);
        if (sent != Forwarder.FORWARDED) {
            throw new IllegalStateException(sent + " packets were forwarded");
        }
        return sent;
    }
}
