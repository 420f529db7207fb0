package org.consilium.media.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consilium.media.EngineConfig;
import org.consilium.media.MediaEngine;
import org.consilium.media.buffer.DatagramSink;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.media.peer.FaultListener;
import org.consilium.media.room.DataPacketCodec;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomEvent;
import org.consilium.media.room.RoomListener;
import org.consilium.media.srtp.JdkCipherSuite;
import org.consilium.media.srtp.SrtpCipherSuite;
import org.jspecify.annotations.Nullable;

/**
 * A whole conference in virtual time: one engine, any number of {@link TestClient}s, and the
 * networks between them. The same seed gives the same run.
 */
public final class SimulatedConference {
    private static final long TICK_NANOS = 5_000_000L;

    private final SimulatedNetwork network;
    private final MediaEngine engine;
    private final Map<NetworkPath, TestTransport> transports = new HashMap<>();
    private final Map<NetworkPath, SimulatedLink> downlinks = new HashMap<>();
    private final List<RoomEvent> roomEvents = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<TestClient> clients = new ArrayList<>();
    private final EngineInput watcher;
    private int nextAddress = 1;

    public SimulatedConference(long seed) {
        this(seed, EngineInput.UNWATCHED);
    }

    /**
     * @param watcher sees what the engine is told
     */
    public SimulatedConference(long seed, EngineInput watcher) {
        this.watcher = watcher;
        network = new SimulatedNetwork(seed);
        engine =
                engine(
                        network,
                        new JdkCipherSuite(),
                        this::fromServer,
                        roomEvents::add,
                        (where, fault) -> {
                            fault.printStackTrace();
                            faults.add(where + ": " + fault);
                        });
        network.attach(
                new SimulatedNetwork.Timed() {
                    @Override
                    public long nextDeadlineNanos() {
                        return engine.nextDeadlineNanos();
                    }

                    @Override
                    public void onTimeout(long nowNanos) {
                        watcher.onTimeout(nowNanos);
                        engine.onTimeout(nowNanos);
                        engine.onBatchEnd(nowNanos);
                    }
                });
        network.every(
                TICK_NANOS,
                () -> {
                    for (TestClient client : List.copyOf(clients)) {
                        client.onTick(network.nowNanos());
                    }
                });
    }

    /**
     * An engine that draws the same randomness as the one of the conference with this seed: told
     * the same, it makes the same keys, so that a recorded conference can be replayed to it.
     */
    public static MediaEngine freshEngine(
            long seed, SrtpCipherSuite ciphers, DatagramSink sink, FaultListener faults) {
        return engine(new SimulatedNetwork(seed), ciphers, sink, event -> {}, faults);
    }

    private static MediaEngine engine(
            SimulatedNetwork network,
            SrtpCipherSuite ciphers,
            DatagramSink sink,
            RoomListener listener,
            FaultListener faults) {
        return new MediaEngine(
                new EngineConfig(
                        List.of(TransportAddress.ofIpv4(0xc0000201, 7882)),
                        1_790_000_000_000_000_000L,
                        1000),
                new TestDtls(network.split()),
                ciphers,
                SimulatedConference::stamp,
                network.split(),
                sink,
                listener,
                faults);
    }

    /**
     * The client protocol is of no interest here: a packet that begins with {@code @identity;} is
     * for that one, {@code !} makes it none at all, and any other is for everybody.
     */
    private static DataPacketCodec.@Nullable Stamped stamp(
            byte[] packet, boolean reliable, DataPacketCodec.@Nullable Sender sender) {
        if (packet.length > 0 && packet[0] == '!') {
            return null;
        }
        String text = new String(packet, StandardCharsets.ISO_8859_1);
        List<String> to =
                text.startsWith("@") && text.contains(";")
                        ? List.of(text.substring(1, text.indexOf(';')))
                        : List.of();
        return new DataPacketCodec.Stamped(packet, 0, to, List.of());
    }

    public SimulatedNetwork network() {
        return network;
    }

    public MediaEngine engine() {
        return engine;
    }

    /** What rooms told whoever watches them. */
    public List<RoomEvent> roomEvents() {
        return roomEvents;
    }

    /** Exceptions that the engine survived; always bugs. */
    public List<String> faults() {
        return faults;
    }

    /** A client that has joined room "consult"; both directions behave as given. */
    public TestClient join(String identity, LinkConditions up, LinkConditions down) {
        var client = new TestClient(this, identity, up, down);
        clients.add(client);
        client.join();
        return client;
    }

    /** As {@link #join}, on one connection for both directions. */
    public TestClient joinSingle(String identity, LinkConditions up, LinkConditions down) {
        var client = new TestClient(this, identity, up, down).single();
        clients.add(client);
        client.join();
        return client;
    }

    /** The client is gone for good and ticks no more. */
    void forget(TestClient client) {
        clients.remove(client);
    }

    public void runForMillis(long millis) {
        network.runFor(millis * 1_000_000L);
    }

    void command(RoomCommand command) {
        watcher.onCommand("consult", command, network.nowNanos());
        engine.onCommand("consult", command, network.nowNanos());
        engine.onBatchEnd(network.nowNanos());
    }

    TransportAddress freshAddress() {
        return TransportAddress.ofIpv4(0x0a000000 + nextAddress++, 50_000);
    }

    void register(TestTransport transport, LinkConditions down) {
        transports.put(transport.path(), transport);
        downlinks.put(transport.path(), network.link(down, transport::onDatagram));
    }

    /** What is sent to its old address reaches nobody any more. */
    void move(TestTransport transport, LinkConditions down) {
        transports.remove(transport.path());
        downlinks.remove(transport.path());
        transport.move(freshAddress());
        register(transport, down);
    }

    SimulatedLink downlink(TestTransport transport) {
        SimulatedLink link = downlinks.get(transport.path());
        if (link == null) {
            throw new AssertionError("no such transport");
        }
        return link;
    }

    void toServer(NetworkPath path, byte[] datagram, long nowNanos) {
        watcher.onDatagram(path, datagram, nowNanos);
        engine.onDatagram(path, datagram, 0, datagram.length, nowNanos);
        engine.onBatchEnd(nowNanos);
    }

    private void fromServer(
            NetworkPath path, byte[] array, int offset, int length, int segmentLength) {
        SimulatedLink link = downlinks.get(path);
        if (link == null) {
            return;
        }
        for (int at = 0; at < length; at += segmentLength) {
            link.send(array, offset + at, Math.min(segmentLength, length - at));
        }
    }
}
