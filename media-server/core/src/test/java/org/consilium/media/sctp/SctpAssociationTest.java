package org.consilium.media.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.simulation.LinkConditions;
import org.consilium.media.simulation.SimulatedNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SctpAssociationTest {
    private static final long SECOND = 1_000_000_000L;
    private static final LinkConditions PATH = LinkConditions.perfect().withDelayMillis(25);
    private static final LinkConditions ROUGH =
            PATH.withLoss(0.05).withJitterMillis(20).withReordering(0.05, 40).withDuplication(0.02);

    private SimulatedNetwork network = new SimulatedNetwork(1);
    private SctpTestPeer server;
    private SctpTestPeer client;

    SctpAssociationTest() {
        SctpTestPeer[] pair = SctpTestPeer.pair(network, SctpTestPeer.config(), PATH);
        server = pair[0];
        client = pair[1];
    }

    private void connect(long seed, SctpConfig config, LinkConditions conditions) {
        network = new SimulatedNetwork(seed);
        SctpTestPeer[] pair = SctpTestPeer.pair(network, config, conditions);
        server = pair[0];
        client = pair[1];
        server.start();
        client.start();
        network.runFor(10 * SECOND);
        assertThat(server.connected).isEqualTo(1);
        assertThat(client.connected).isEqualTo(1);
    }

    private void connect() {
        connect(1, SctpTestPeer.config(), PATH);
    }

    private SctpTestPeer.Message onlyMessage(SctpTestPeer peer) {
        assertThat(peer.messages).hasSize(1);
        return peer.messages.getFirst();
    }

    private static byte[] numbered(int number, int length) {
        var message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) (number * 31 + i * 7 + (i >>> 8));
        }
        if (length >= 4) {
            BigEndian.putI32(message, 0, number);
        }
        return message;
    }

    @Test
    void connectsWhenOnlyOneSideStarts() {
        client.start();
        network.runFor(SECOND);
        assertThat(server.connected).isEqualTo(1);
        assertThat(client.connected).isEqualTo(1);
        assertThat(client.association.isConnected()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 24, 25, 26, 49, 50, 51, 60, 75, 100, 400})
    void connectsOnceWhenBothSidesStart(int headStartMillis) {
        client.start();
        network.runFor(headStartMillis * 1_000_000L);
        server.start();
        network.runFor(3 * SECOND);
        DataChannel channel = server.open("x", true, -1, -1);
        assertThat(server.send(channel, new byte[] {7})).isEqualTo(SendResult.QUEUED);
        network.runFor(SECOND);
        assertThat(server.connected).isEqualTo(1);
        assertThat(client.connected).isEqualTo(1);
        assertThat(onlyMessage(client).bytes()).containsExactly(7);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void connectsThroughHeavyLoss(long seed) {
        network = new SimulatedNetwork(seed);
        SctpTestPeer[] pair =
                SctpTestPeer.pair(network, SctpTestPeer.config(), ROUGH.withLoss(0.3));
        pair[0].start();
        pair[1].start();
        network.runFor(30 * SECOND);
        assertThat(pair[0].connected).isEqualTo(1);
        assertThat(pair[1].connected).isEqualTo(1);
    }

    @Test
    void opensChannelsOfBothSidesOnDifferentStreams() {
        connect();
        DataChannel ours = server.open("_reliable", true, -1, -1);
        DataChannel lossy = server.open("_lossy", false, 0, -1);
        DataChannel theirs =
                client.association.openChannel(
                        "grüße", "proto", false, -1, 300, network.nowNanos());
        network.runFor(SECOND);

        assertThat(ours.streamId()).isEqualTo(1);
        assertThat(lossy.streamId()).isEqualTo(3);
        assertThat(theirs.streamId()).isZero();
        assertThat(ours.state()).isEqualTo(DataChannel.State.OPEN);
        assertThat(server.opened).hasSize(3);
        assertThat(client.opened).hasSize(3);
        DataChannel seen =
                server.opened.stream()
                        .filter(DataChannel::isOpenedByPeer)
                        .findFirst()
                        .orElseThrow();
        assertThat(seen.label()).isEqualTo("grüße");
        assertThat(seen.protocol()).isEqualTo("proto");
        assertThat(seen.isOrdered()).isFalse();
        assertThat(seen.maxLifetimeMillis()).isEqualTo(300);
        assertThat(seen.maxRetransmits()).isEqualTo(-1);
        DataChannel seenLossy =
                client.opened.stream().filter(c -> c.streamId() == 3).findFirst().orElseThrow();
        assertThat(seenLossy.maxRetransmits()).isZero();
        assertThat(seenLossy.isReliable()).isFalse();
    }

    @Test
    void messagesSentBeforeTheHandshakeArrive() {
        DataChannel channel = client.open("early", true, -1, -1);
        assertThat(client.send(channel, new byte[] {1, 2})).isEqualTo(SendResult.QUEUED);
        client.start();
        server.start();
        network.runFor(SECOND);
        assertThat(onlyMessage(server).bytes()).containsExactly(1, 2);
    }

    @Test
    void textBinaryAndEmptyMessagesKeepTheirKind() {
        connect();
        DataChannel channel = client.open("x", true, -1, -1);
        byte[] text = "où ça".getBytes(StandardCharsets.UTF_8);
        long now = network.nowNanos();
        client.association.send(channel, false, text, 0, text.length, now);
        client.association.send(channel, false, text, 0, 0, now);
        client.association.send(channel, true, text, 0, 0, now);
        client.association.send(channel, true, text, 1, 2, now);
        network.runFor(SECOND);
        assertThat(server.messages)
                .extracting(SctpTestPeer.Message::binary)
                .containsExactly(false, false, true, true);
        assertThat(server.messages.get(0).bytes()).isEqualTo(text);
        assertThat(server.messages.get(1).bytes()).isEmpty();
        assertThat(server.messages.get(2).bytes()).isEmpty();
        assertThat(server.messages.get(3).bytes()).containsExactly(text[1], text[2]);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void reliableMessagesArriveOnceAndInOrderOnARoughPath(long seed) {
        connect(seed, SctpTestPeer.config(), ROUGH);
        DataChannel channel = client.open("x", true, -1, -1);
        int[] sizes = {0, 1, 1024, 61_440, 65_536, 3, 1120, 1121, 2240};
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            byte[] message = numbered(i, sizes[i % sizes.length]);
            sent.add(message);
            while (client.send(channel, message) == SendResult.BUFFER_FULL) {
                network.runFor(SECOND / 10);
            }
        }
        network.runFor(120 * SECOND);
        assertThat(server.messages).as("seed %d", seed).hasSize(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            assertThat(server.messages.get(i).bytes())
                    .as("seed %d, %d", seed, i)
                    .isEqualTo(sent.get(i));
        }
        assertThat(client.association.bufferedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void reliableUnorderedMessagesArriveOnceEach(long seed) {
        connect(seed, SctpTestPeer.config(), ROUGH);
        DataChannel channel = client.open("x", false, -1, -1);
        for (int i = 0; i < 300; i++) {
            client.send(channel, numbered(i, 4 + (i * 37) % 3000));
            network.runFor(SECOND / 100);
        }
        network.runFor(30 * SECOND);
        List<Integer> numbers = new ArrayList<>();
        for (SctpTestPeer.Message message : server.messages) {
            int number = BigEndian.i32(message.bytes(), 0);
            assertThat(message.bytes()).isEqualTo(numbered(number, 4 + (number * 37) % 3000));
            numbers.add(number);
        }
        assertThat(numbers).as("seed %d", seed).hasSize(300).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void lossyMessagesArriveAtMostOnceAndNeverBlockTheRest(long seed) {
        connect(seed, SctpTestPeer.config(), ROUGH);
        DataChannel ordered = client.open("ordered", true, 0, -1);
        DataChannel unordered = client.open("unordered", false, 0, -1);
        DataChannel timed = client.open("timed", true, -1, 200);
        DataChannel reliable = client.open("reliable", true, -1, -1);
        network.runFor(2 * SECOND);
        for (int i = 0; i < 500; i++) {
            int size = 4 + (i * 53) % 2500;
            client.send(ordered, numbered(i, size));
            client.send(unordered, numbered(i, size));
            client.send(timed, numbered(i, size));
            client.send(reliable, numbered(i, 40));
            network.runFor(SECOND / 8);
        }
        network.runFor(30 * SECOND);

        for (DataChannel channel : server.opened) {
            List<Integer> numbers = new ArrayList<>();
            for (SctpTestPeer.Message message : server.messages) {
                if (message.channel() == channel) {
                    int number = BigEndian.i32(message.bytes(), 0);
                    int size = channel.isReliable() ? 40 : 4 + (number * 53) % 2500;
                    assertThat(message.bytes()).isEqualTo(numbered(number, size));
                    numbers.add(number);
                }
            }
            String what = channel.label() + ", seed " + seed;
            assertThat(numbers).as(what).doesNotHaveDuplicates();
            if (channel.isOrdered()) {
                assertThat(numbers).as(what).isSorted();
            }
            if (channel.isReliable()) {
                assertThat(numbers).as(what).hasSize(500);
            } else {
                assertThat(numbers).as(what).hasSizeBetween(350, 499);
            }
        }
        assertThat(client.association.counters().messagesAbandoned()).isPositive();
        assertThat(client.association.bufferedBytes()).isZero();
        assertThat(client.association.nextDeadlineNanos() - network.nowNanos())
                .as("only the heartbeat runs")
                .isGreaterThan(SECOND);
    }

    @Test
    void aLifetimeAlsoEndsWhatWasNeverSent() {
        connect();
        DataChannel reliable = client.open("bulk", true, -1, -1);
        DataChannel timed = client.open("timed", true, -1, 50);
        network.runFor(SECOND);
        LinkConditions narrow = PATH.withRate(500_000, 20_000);
        client.conditions(narrow);
        for (int i = 0; i < 8; i++) {
            client.send(reliable, numbered(i, 60_000));
            client.send(timed, numbered(i, 60_000));
        }
        network.runFor(60 * SECOND);
        assertThat(server.messages).filteredOn(m -> m.channel().label().equals("bulk")).hasSize(8);
        assertThat(server.messages).filteredOn(m -> m.channel().label().equals("timed")).isEmpty();
        client.send(timed, new byte[] {1});
        network.runFor(SECOND);
        assertThat(server.messages.getLast().bytes()).containsExactly(1);
        assertThat(client.association.bufferedBytes()).isZero();
    }

    @Test
    void fillsALongPathWithoutLoss() {
        connect();
        DataChannel channel = client.open("x", true, -1, -1);
        var message = new byte[65_536];
        Runnable refill =
                () -> {
                    while (client.send(channel, message) == SendResult.QUEUED) {}
                };
        client.onLow = refill;
        refill.run();
        long started = network.nowNanos();
        network.runFor(10 * SECOND);
        long bytes = server.messages.size() * 65_536L;
        double bps = bytes * 8e9 / (network.nowNanos() - started);
        // 1 MiB of window per 50 ms are 167 Mbit/s
        assertThat(bps).isGreaterThan(80e6);
        assertThat(client.low).isPositive();
    }

    @Test
    void sharesABottleneckWithoutCollapse() {
        connect();
        client.conditions(PATH.withRate(8_000_000, 60_000));
        DataChannel channel = client.open("x", true, -1, -1);
        var message = new byte[60_000];
        Runnable refill =
                () -> {
                    while (client.send(channel, message) == SendResult.QUEUED) {}
                };
        client.onLow = refill;
        refill.run();
        network.runFor(20 * SECOND);
        double bps = server.messages.size() * 60_000 * 8.0 / 20;
        assertThat(bps).isBetween(5e6, 8e6);
        assertThat(client.link().overflowed()).isPositive();
        assertThat(client.link().overflowed() * 20).isLessThan(client.link().sent());
    }

    @Test
    void theSendQueueIsBoundedAndTellsWhenThereIsRoom() {
        connect();
        DataChannel channel = client.open("x", true, -1, -1);
        var message = new byte[65_536];
        int queued = 0;
        while (client.send(channel, message) == SendResult.QUEUED) {
            queued++;
        }
        assertThat(queued).isBetween(14, 16);
        assertThat(client.association.bufferedBytes()).isLessThanOrEqualTo(1 << 20);
        assertThat(client.low).isZero();
        network.runFor(5 * SECOND);
        assertThat(client.low).isEqualTo(1);
        assertThat(server.messages).hasSize(queued);
        assertThat(client.association.bufferedBytes()).isZero();
        assertThat(client.send(channel, new byte[65_537])).isEqualTo(SendResult.TOO_LARGE);
    }

    @Test
    void emptyMessagesFillTheQueueToo() {
        connect();
        DataChannel channel = client.open("x", true, -1, -1);
        client.conditions(PATH.withLoss(1));
        int queued = 0;
        while (client.send(channel, new byte[0]) == SendResult.QUEUED) {
            queued++;
        }
        assertThat(queued).isBetween(15_000, 17_000);
    }

    @Test
    void closingAChannelDeliversWhatWasSentAndFreesItsNumber() {
        connect(5, SctpTestPeer.config(), ROUGH);
        for (int round = 0; round < 5; round++) {
            DataChannel channel = server.open("x" + round, true, -1, -1);
            assertThat(channel.streamId()).isEqualTo(1);
            server.send(channel, numbered(round, 50_000));
            server.association.closeChannel(channel, network.nowNanos());
            assertThat(channel.state()).isEqualTo(DataChannel.State.CLOSING);
            assertThat(server.send(channel, new byte[1])).isEqualTo(SendResult.NOT_OPEN);
            network.runFor(20 * SECOND);
            assertThat(channel.state()).isEqualTo(DataChannel.State.CLOSED);
            assertThat(server.closed).hasSize(round + 1);
            assertThat(client.closed).hasSize(round + 1);
            assertThat(client.messages).hasSize(round + 1);
        }
    }

    @Test
    void bothSidesMayCloseAtOnceAndThousandsOfTimes() {
        connect();
        for (int round = 0; round < 3000; round++) {
            DataChannel channel = client.open("x", true, -1, -1);
            network.runFor(SECOND / 5);
            assertThat(channel.state()).isEqualTo(DataChannel.State.OPEN);
            client.association.closeChannel(channel, network.nowNanos());
            server.association.closeChannel(server.opened.getLast(), network.nowNanos());
            network.runFor(SECOND / 2);
            assertThat(channel.state()).isEqualTo(DataChannel.State.CLOSED);
        }
        assertThat(server.closed).hasSize(3000);
    }

    @Test
    void channelsAreBoundedByTheStreams() {
        connect();
        List<DataChannel> channels = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            channels.add(server.open("x", true, -1, -1));
        }
        network.runFor(5 * SECOND);
        assertThat(channels).filteredOn(c -> c.state() == DataChannel.State.OPEN).hasSize(512);
        assertThat(channels).filteredOn(c -> c.state() == DataChannel.State.CLOSED).hasSize(88);
        for (DataChannel channel : channels) {
            server.association.closeChannel(channel, network.nowNanos());
        }
        network.runFor(5 * SECOND);
        assertThat(server.closed).hasSize(512);
        assertThat(client.closed).hasSize(512);
    }

    @Test
    void fewerStreamsOfThePeerCloseChannelsOpenedTooEarly() {
        network = new SimulatedNetwork(3);
        SctpConfig c = SctpTestPeer.config();
        var few =
                new SctpConfig(
                        5000, 5000, 1148, 65_536, 65_536, 1 << 20, 1 << 20, 1000, 2, c.timers());
        server = new SctpTestPeer(network, c, true);
        client = new SctpTestPeer(network, few, false);
        server.connectTo(network.link(PATH, client::receive));
        client.connectTo(network.link(PATH, server::receive));
        DataChannel first = server.open("a", true, -1, -1);
        DataChannel second = server.open("b", true, -1, -1);
        server.start();
        network.runFor(SECOND);
        assertThat(first.state()).isEqualTo(DataChannel.State.OPEN);
        assertThat(second.state()).isEqualTo(DataChannel.State.CLOSED);
        assertThat(server.closed).containsExactly(second);
        assertThat(server.association.bufferedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shutdownDeliversEverythingThenEndsBothSides(long seed) {
        connect(seed, SctpTestPeer.config(), ROUGH);
        DataChannel channel = client.open("x", true, -1, -1);
        for (int i = 0; i < 10; i++) {
            client.send(channel, numbered(i, 60_000));
        }
        client.association.shutdown(network.nowNanos());
        assertThat(client.send(channel, new byte[1])).isEqualTo(SendResult.NOT_OPEN);
        network.runFor(60 * SECOND);
        assertThat(server.messages).as("seed %d", seed).hasSize(10);
        assertThat(client.end).as("seed %d", seed).isEqualTo(SctpEnd.SHUT_DOWN);
        assertThat(server.end).as("seed %d", seed).isEqualTo(SctpEnd.SHUT_DOWN);
        assertThat(client.nextDeadlineNanos()).isEqualTo(SctpAssociation.NO_DEADLINE);
        assertThat(channel.state()).isEqualTo(DataChannel.State.CLOSED);
    }

    @Test
    void bothSidesMayShutDownAtOnce() {
        connect();
        client.association.shutdown(network.nowNanos());
        server.association.shutdown(network.nowNanos());
        network.runFor(5 * SECOND);
        assertThat(client.end).isEqualTo(SctpEnd.SHUT_DOWN);
        assertThat(server.end).isEqualTo(SctpEnd.SHUT_DOWN);
    }

    @Test
    void abortEndsBothSidesAtOnce() {
        connect();
        client.association.abort(network.nowNanos());
        client.association.abort(network.nowNanos());
        network.runFor(SECOND);
        assertThat(client.end).isEqualTo(SctpEnd.ABORTED);
        assertThat(server.end).isEqualTo(SctpEnd.ABORTED_BY_PEER);
    }

    @Test
    void nobodyAnsweringEndsTheHandshake() {
        client.conditions(PATH.withLoss(1));
        client.start();
        network.runFor(200 * SECOND);
        assertThat(client.end).isEqualTo(SctpEnd.NOT_ANSWERED);
        assertThat(client.sentPackets).hasSize(9);
    }

    @Test
    void aDeadPathEndsTheAssociationWithDataAndWithout() {
        connect();
        DataChannel channel = client.open("x", true, -1, -1);
        network.runFor(SECOND);
        client.conditions(PATH.withLoss(1));
        server.conditions(PATH.withLoss(1));
        client.send(channel, numbered(1, 60_000));
        network.runFor(120 * SECOND);
        assertThat(client.end).isEqualTo(SctpEnd.TIMED_OUT);
        assertThat(server.end).as("heartbeats are rarer").isNull();
        network.runFor(600 * SECOND);
        assertThat(server.end).isEqualTo(SctpEnd.TIMED_OUT);
    }

    @Test
    void heartbeatsKeepAnIdleAssociationAlive() {
        connect();
        network.runFor(3600 * SECOND);
        assertThat(client.association.isConnected()).isTrue();
        assertThat(server.association.isConnected()).isTrue();
        assertThat(client.association.counters().packetsSent()).isBetween(200L, 300L);
    }

    @Test
    void aPathThatComesBackGoesOn() {
        connect();
        DataChannel channel = client.open("x", true, -1, -1);
        network.runFor(SECOND);
        client.conditions(PATH.withLoss(1));
        for (int i = 0; i < 5; i++) {
            client.send(channel, numbered(i, 60_000));
        }
        network.runFor(8 * SECOND);
        client.conditions(PATH);
        network.runFor(15 * SECOND);
        assertThat(server.messages).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aMessageLongerThanAcceptedIsDroppedAndNothingElse(long seed) {
        network = new SimulatedNetwork(seed);
        SctpConfig c = SctpTestPeer.config();
        int largest = c.maxMessageBytes();
        var generous =
                new SctpConfig(
                        5000, 5000, 1148, 65_536, 200_000, 1 << 20, 1 << 20, 1000, 64, c.timers());
        server = new SctpTestPeer(network, c, true);
        client = new SctpTestPeer(network, generous, false);
        server.connectTo(network.link(ROUGH, client::receive));
        client.connectTo(network.link(ROUGH, server::receive));
        client.start();
        DataChannel channel = client.open("x", true, -1, -1);
        DataChannel loose = client.open("y", false, -1, -1);
        client.send(channel, numbered(1, largest));
        client.send(channel, numbered(2, largest + 1));
        client.send(channel, numbered(3, 10));
        client.send(loose, numbered(4, 150_000));
        client.send(loose, numbered(5, largest));
        network.runFor(10 * SECOND);
        assertThat(server.messages)
                .extracting(message -> BigEndian.i32(message.bytes(), 0))
                .as("seed " + seed)
                .containsExactlyInAnyOrder(1, 3, 5);
        assertThat(server.association.counters().messagesTooLarge()).isEqualTo(2);
        assertThat(server.end).isNull();
        assertThat(client.association.bufferedBytes()).isZero();
    }

    @Test
    void replayedHandshakePacketsChangeNothing() {
        connect();
        DataChannel channel = client.open("x", true, -1, -1);
        network.runFor(SECOND);
        List<byte[]> replay = new ArrayList<>(client.sentPackets);
        for (int i = 0; i < 3; i++) {
            for (byte[] packet : replay) {
                server.receive(packet, network.nowNanos());
                network.runFor(SECOND / 100);
            }
        }
        client.send(channel, new byte[] {9});
        network.runFor(SECOND);
        assertThat(server.connected).isEqualTo(1);
        assertThat(server.opened).hasSize(1);
        assertThat(onlyMessage(server).bytes()).containsExactly(9);
        assertThat(client.end).isNull();
        assertThat(server.end).isNull();
    }

    @Test
    void aCookieThatIsTooOldOrForgedIsRefused() {
        // The server answers INIT, the COOKIE ECHO comes late.
        client.start();
        network.runFor(SECOND / 25);
        assertThat(server.sentPackets).hasSize(1);
        byte[] echo = cookieEchoFor(server.sentPackets.getFirst());
        byte[] forged = echo.clone();
        forged[30] ^= 1;
        new SctpChecksum().seal(forged, 0, forged.length);
        client.conditions(PATH.withLoss(1));
        server.receive(forged, network.nowNanos());
        assertThat(server.connected).isZero();
        network.runFor(61 * SECOND);
        server.sentPackets.clear();
        server.receive(echo, network.nowNanos());
        assertThat(server.connected).isZero();
        assertThat(server.sentPackets).hasSize(1);
        assertThat(BigEndian.u8(server.sentPackets.getFirst(), 12)).isEqualTo(ChunkType.ERROR);
        assertThat(BigEndian.u16(server.sentPackets.getFirst(), 16))
                .isEqualTo(ErrorCause.STALE_COOKIE);
    }

    private static byte[] cookieEchoFor(byte[] initAck) {
        InitChunk init =
                Objects.requireNonNull(InitChunk.read(initAck, 16, BigEndian.u16(initAck, 14) - 4));
        byte[] cookie = Objects.requireNonNull(init.cookie());
        List<byte[]> packets = new ArrayList<>();
        var writer =
                new SctpPacketWriter(
                        SctpTestPeer.config(),
                        (array, offset, length) ->
                                packets.add(Arrays.copyOfRange(array, offset, offset + length)),
                        new SctpCounters());
        writer.useTag(init.peer().tag());
        writer.chunk(ChunkType.COOKIE_ECHO, 0, cookie, 0, cookie.length);
        writer.flush();
        return packets.getFirst();
    }

    @Test
    void aPeerThatLostItsStateEndsTheAssociation() {
        connect();
        var reborn = new SctpTestPeer(network, SctpTestPeer.config(), false);
        reborn.connectTo(network.link(PATH, server::receive));
        server.connectTo(network.link(PATH, reborn::receive));
        reborn.start();
        network.runFor(5 * SECOND);
        assertThat(server.end).isEqualTo(SctpEnd.PEER_RESTARTED);
    }

    @Test
    void anEchoFromInsideTheHandlerArrives() {
        connect();
        DataChannel channel = client.open("x", true, -1, -1);
        server.onMessage =
                () -> {
                    SctpTestPeer.Message last = server.messages.getLast();
                    server.send(last.channel(), last.bytes());
                };
        for (int i = 0; i < 100; i++) {
            client.send(channel, numbered(i, 5000));
        }
        network.runFor(5 * SECOND);
        assertThat(client.messages).hasSize(100);
        for (int i = 0; i < 100; i++) {
            assertThat(client.messages.get(i).bytes()).isEqualTo(numbered(i, 5000));
        }
    }

    @Test
    void abortFromInsideTheHandlerIsTheLastThing() {
        connect();
        DataChannel channel = client.open("x", true, -1, -1);
        server.onMessage = () -> server.association.abort(network.nowNanos());
        for (int i = 0; i < 100; i++) {
            client.send(channel, new byte[] {1});
        }
        network.runFor(5 * SECOND);
        assertThat(server.messages).hasSize(1);
        assertThat(server.end).isEqualTo(SctpEnd.ABORTED);
        assertThat(client.end).isEqualTo(SctpEnd.ABORTED_BY_PEER);
    }
}
