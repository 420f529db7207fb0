package org.consilium.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.server.loop.DatagramPort;
import org.consilium.server.loop.EngineAdapter;
import org.consilium.server.loop.LoopClock;
import org.consilium.server.loop.LoopSettings;
import org.consilium.server.loop.MediaLoop;
import org.consilium.server.loop.NetworkStatistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real sockets on this machine's loopback addresses, driven by a real loop. */
class DatagramPortTest {
    private static final InetAddress V4 = address("127.0.0.1");
    private static final InetAddress V6 = address("::1");
    private static final int BUFFER = UdpSettings.DEFAULT_BUFFER_BYTES;

    private final List<MediaLoop> loops = new ArrayList<>();

    /** Answers each datagram on its path, but drops those that begin with 0xff. */
    private static final class Echo extends EngineAdapter {
        private final DatagramPort port;

        Echo(DatagramPort port) {
            this.port = port;
        }

        @Override
        public void onDatagram(
                NetworkPath path, byte[] array, int offset, int length, long nowNanos) {
            if (length > 0 && array[offset] != (byte) 0xff) {
                port.send(path, array, offset, length);
            }
        }
    }

    @AfterEach
    void stopLoops() {
        loops.forEach(MediaLoop::stop);
    }

    @ParameterizedTest
    @EnumSource
    void answersLeaveFromTheAddressTheyCameToInBothFamilies(UdpTransport transport)
            throws Exception {
        var other = address("127.0.0.2");
        var loop = startEcho(transport, V4, other, V6);
        assertThat(loop.localAddresses())
                .extracting(TransportAddress::port)
                .containsOnly(loop.localAddresses().getFirst().port());
        for (InetAddress server : List.of(V4, other, V6)) {
            try (var client = new DatagramSocket(0, server)) {
                // Connected: the kernel drops what comes from any other address.
                client.connect(new InetSocketAddress(server, port(loop)));
                assertThat(roundTrip(client, new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void burstOfManySizesComesBackWhole(UdpTransport transport) throws Exception {
        var loop = startEcho(transport, V4);
        try (var client = client(loop)) {
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 50; i++) {
                    var bytes = new byte[1 + 25 * i];
                    java.util.Arrays.fill(bytes, (byte) i);
                    client.send(new DatagramPacket(bytes, bytes.length));
                }
                for (int i = 0; i < 50; i++) {
                    byte[] bytes = receive(client);
                    assertThat(bytes).hasSize(1 + 25 * i).containsOnly(i);
                }
            }
        }
        loop.stop();
        NetworkStatistics statistics = loop.statistics().network();
        assertThat(statistics.receivedDatagrams()).isEqualTo(1000);
        assertThat(statistics.sentDatagrams()).isEqualTo(1000);
        assertThat(statistics.droppedNoRoom()).isZero();
        assertThat(statistics.receiveBatches()).isLessThanOrEqualTo(1000);
        assertThat(statistics.paths()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void trainArrivesAsItsDatagrams(UdpTransport transport) throws Exception {
        for (InetAddress server : List.of(V4, V6)) {
            var sent = new ArrayList<byte[]>();
            var loop =
                    startAnswering(
                            transport,
                            server,
                            (port, path) -> {
                                var random = new SplittableRandom(7);
                                for (int[] shape :
                                        new int[][] {
                                            {12_000, 1200},
                                            {5_300, 1100},
                                            {900, 900},
                                            {90_000, 1000}
                                        }) {
                                    var train = new byte[shape[0] + 13];
                                    random.nextBytes(train);
                                    port.send(path, train, 13, shape[0], shape[1]);
                                    for (int at = 0; at < shape[0]; at += shape[1]) {
                                        int end = Math.min(shape[0], at + shape[1]);
                                        sent.add(
                                                java.util.Arrays.copyOfRange(
                                                        train, 13 + at, 13 + end));
                                    }
                                }
                            });
            try (var client = new DatagramSocket(0, server)) {
                client.setReceiveBufferSize(1 << 20);
                client.setSoTimeout(10_000);
                client.connect(new InetSocketAddress(server, port(loop)));
                client.send(new DatagramPacket(new byte[] {1}, 1));
                byte[] first = receive(client);
                assertThat(first).isEqualTo(sent.getFirst());
                for (byte[] expected : sent.subList(1, sent.size())) {
                    assertThat(receive(client)).isEqualTo(expected);
                }
            }
            loop.stop();
            NetworkStatistics statistics = loop.statistics().network();
            assertThat(statistics.sentDatagrams()).isEqualTo(10 + 5 + 1 + 90);
            assertThat(statistics.segmentationRefused()).isZero();
            if (transport != UdpTransport.NIO) {
                assertThat(statistics.sentTrains()).isEqualTo(1 + 1 + 1 + 2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeSentIsCountedAndTheNextOneGoesOut(UdpTransport transport) throws Exception {
        var loop =
                startAnswering(
                        transport,
                        V4,
                        (port, path) -> {
                            var bytes = new byte[70_000];
                            // No port, other family, no such socket.
                            port.send(path(0, V4, 0), bytes, 0, 10);
                            port.send(path(0, V6, 9), bytes, 0, 10);
                            port.send(path(9, V4, 9), bytes, 0, 10);
                            // Broadcast without SO_BROADCAST.
                            port.send(path(0, address("255.255.255.255"), 9), bytes, 0, 10);
                            // Larger than a UDP payload.
                            port.send(path, bytes, 0, 70_000);
                            // From a loopback address to elsewhere.
                            port.send(path(0, address("192.0.2.1"), 9), bytes, 0, 10);
                            port.send(path, new byte[] {42}, 0, 1);
                        });
        try (var client = client(loop)) {
            assertThat(roundTrip(client, new byte[] {1})).containsExactly(42);
        }
        loop.stop();
        NetworkStatistics statistics = loop.statistics().network();
        assertThat(statistics.droppedUnsendable()).isEqualTo(3);
        assertThat(statistics.droppedNotPermitted()).isEqualTo(1);
        assertThat(statistics.droppedTooLong()).isEqualTo(1);
        assertThat(statistics.droppedUnreachable() + statistics.droppedOther()).isEqualTo(1);
        assertThat(statistics.sentDatagrams()).isEqualTo(1);
    }

    @Test
    void millionGarbageDatagramsLeaveTheLoopAlive() throws Exception {
        long seed = 99;
        var random = new SplittableRandom(seed);
        var loop = startEcho(UdpTransport.best(), V4);
        var garbage = ByteBuffer.allocateDirect(1500);
        for (int i = 1; i < garbage.capacity(); i++) {
            garbage.put(i, (byte) random.nextInt());
        }
        garbage.put(0, (byte) 0xff);
        long startNanos = System.nanoTime();
        try (var flood = DatagramChannel.open()) {
            flood.connect(new InetSocketAddress(V4, port(loop)));
            for (int i = 0; i < 1_000_000; i++) {
                flood.write(garbage.clear().limit(random.nextInt(1, 200)));
            }
        }
        long floodNanos = System.nanoTime() - startNanos;
        try (var client = client(loop)) {
            assertThat(roundTrip(client, new byte[] {5})).containsExactly(5);
        }
        assertThat(loop.isAlive(5_000_000_000L)).isTrue();
        loop.stop();
        var statistics = loop.statistics();
        System.out.printf(
                "seed %d: 1 000 000 datagrams in %d ms, %d received in %d batches, %d without room,"
                        + " delay p99 %d us%n",
                seed,
                floodNanos / 1_000_000,
                statistics.network().receivedDatagrams(),
                statistics.network().receiveBatches(),
                statistics.network().droppedNoRoom(),
                statistics.delayP99Nanos() / 1000);
        assertThat(statistics.network().droppedNoRoom()).isZero();
        assertThat(statistics.failures()).isZero();
        assertThat(floodNanos).isLessThan(TimeUnit.SECONDS.toNanos(60));
    }

    @ParameterizedTest
    @EnumSource
    void wakeupIsNeverLost(UdpTransport transport) throws Exception {
        var loop = startEcho(transport, V4);
        long startNanos = System.nanoTime();
        for (int i = 0; i < 3000; i++) {
            var ran = new CompletableFuture<Boolean>();
            assertThat(loop.execute(() -> ran.complete(true))).isTrue();
            ran.get(10, TimeUnit.SECONDS);
        }
        // One lost wake-up would wait for the loop's rhythm of a second; a few may be the machine.
        assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }

    @ParameterizedTest
    @EnumSource
    void stopFreesThePort(UdpTransport transport) throws Exception {
        var loop = startEcho(transport, V4);
        int port = port(loop);
        assertThatThrownBy(() -> start(transport, port, List.of(V4)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot bind UDP 127.0.0.1 port " + port);
        loop.stop();
        var again = start(transport, port, List.of(V4));
        try (var client = client(again)) {
            assertThat(roundTrip(client, new byte[] {5})).containsExactly(5);
        }
    }

    private MediaLoop startEcho(UdpTransport transport, InetAddress... addresses)
            throws IOException {
        return start(transport, 0, List.of(addresses));
    }

    private MediaLoop start(UdpTransport transport, int port, List<InetAddress> addresses)
            throws IOException {
        return run(transport, port, addresses, (loop, p, w) -> new Echo(p));
    }

    private interface Answer {
        void to(DatagramPort port, NetworkPath path);
    }

    private MediaLoop startAnswering(UdpTransport transport, InetAddress server, Answer answer)
            throws IOException {
        return run(
                transport,
                0,
                List.of(server),
                (loop, port, w) ->
                        new EngineAdapter() {
                            @Override
                            public void onDatagram(
                                    NetworkPath path, byte[] a, int o, int length, long now) {
                                answer.to(port, path);
                            }
                        });
    }

    private MediaLoop run(
            UdpTransport transport,
            int port,
            List<InetAddress> addresses,
            org.consilium.server.loop.EngineFactory engines)
            throws IOException {
        assumeTrue(transport.isThere(), transport + " is not on this machine");
        var loop =
                new MediaLoop(
                        0,
                        LoopSettings.DEFAULT,
                        () ->
                                transport.open(
                                        new UdpSettings(addresses, port, 256, BUFFER, BUFFER), 1),
                        engines,
                        LoopClock.SYSTEM);
        loop.start();
        loops.add(loop);
        return loop;
    }

    private static int port(MediaLoop loop) {
        return loop.localAddresses().getFirst().port();
    }

    private static DatagramSocket client(MediaLoop loop) throws IOException {
        var client = new DatagramSocket(0, V4);
        client.setSoTimeout(10_000);
        client.connect(new InetSocketAddress(V4, port(loop)));
        return client;
    }

    private static byte[] roundTrip(DatagramSocket client, byte[] bytes) throws IOException {
        client.setSoTimeout(10_000);
        client.send(new DatagramPacket(bytes, bytes.length));
        return receive(client);
    }

    private static byte[] receive(DatagramSocket client) throws IOException {
        var packet = new DatagramPacket(new byte[2048], 2048);
        client.receive(packet);
        return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static NetworkPath path(int socket, InetAddress address, int port) {
        return new NetworkPath(socket, TransportAddress.of(address.getAddress(), port));
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
