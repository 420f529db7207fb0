package org.consilium.media.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.simulation.LinkConditions;
import org.consilium.media.simulation.SimulatedNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our association with the SCTP of Firefox, in virtual time. */
class UsrsctpInteropTest {
    private static final long SECOND = 1_000_000_000L;
    private static final LinkConditions PATH = LinkConditions.perfect().withDelayMillis(20);
    private static final LinkConditions ROUGH =
            PATH.withLoss(0.03).withJitterMillis(10).withReordering(0.03, 30).withDuplication(0.02);
    private static final int DCEP = 50;
    private static final int STRING = 51;
    private static final int BINARY = 53;
    private static final byte[] DCEP_ACK = {2};

    private final SimulatedNetwork network = new SimulatedNetwork(11);
    private final SctpTestPeer ours = new SctpTestPeer(network, SctpTestPeer.config(), true);
    private UsrsctpPeer theirs;

    enum WhoStarts {
        WE,
        THEY,
        BOTH
    }

    @BeforeEach
    void layThePath() throws IOException {
        theirs = new UsrsctpPeer(network, 11);
        ours.connectTo(network.link(PATH, theirs::receive));
        theirs.connectTo(network.link(PATH, ours::receive));
    }

    @AfterEach
    void close() {
        theirs.close();
    }

    private void connect(LinkConditions conditions) {
        ours.connectTo(network.link(conditions, theirs::receive));
        theirs.connectTo(network.link(conditions, ours::receive));
        connect(WhoStarts.BOTH);
    }

    private void connect(WhoStarts who) {
        if (who == WhoStarts.WE) {
            theirs.listen();
        } else {
            theirs.connect();
        }
        if (who != WhoStarts.THEY) {
            ours.start();
        }
        network.runFor(10 * SECOND);
        assertThat(ours.connected).isEqualTo(1);
    }

    private static byte[] numbered(int number, int length) {
        var message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) (number * 31 + i * 7 + (i >>> 8));
        }
        BigEndian.putI32(message, 0, number);
        return message;
    }

    /** DATA_CHANNEL_OPEN as RFC 8832 §5.1 draws it, with the label "chat". */
    private static byte[] open(int channelType, int reliability) {
        return HexFormat.of()
                .parseHex(
                        "03%02x0000%08x00040000".formatted(channelType, reliability) + "63686174");
    }

    @ParameterizedTest
    @EnumSource
    void connectsWhoeverStarts(WhoStarts who) {
        connect(who);
        assertThat(theirs.states).contains(UsrsctpPeer.COMMUNICATION_UP);
        DataChannel channel = ours.open("chat", true, -1, -1);
        ours.send(channel, new byte[] {1, 2, 3});
        network.runFor(SECOND);

        assertThat(theirs.messages).hasSize(2);
        assertThat(theirs.messages.get(0).payloadProtocol()).isEqualTo(DCEP);
        assertThat(theirs.messages.get(0).bytes())
                .isEqualTo(HexFormat.of().parseHex("030001000000000000040000" + "63686174"));
        assertThat(theirs.messages.get(1))
                .usingRecursiveComparison()
                .isEqualTo(new UsrsctpPeer.Message(1, BINARY, false, new byte[] {1, 2, 3}));
        assertThat(theirs.send(1, DCEP, false, -1, DCEP_ACK)).isZero();
        network.runFor(SECOND);
        assertThat(ours.opened).containsExactly(channel);
    }

    @Test
    void theirChannelOpensAndCarriesText() {
        connect(WhoStarts.BOTH);
        assertThat(theirs.send(0, DCEP, false, -1, open(0x81, 3))).isZero();
        byte[] text = "ça va".getBytes(StandardCharsets.UTF_8);
        assertThat(theirs.send(0, STRING, false, -1, text)).isZero();
        network.runFor(SECOND);
        DataChannel channel = ours.opened.getFirst();
        assertThat(channel.label()).isEqualTo("chat");
        assertThat(channel.maxRetransmits()).isEqualTo(3);
        assertThat(channel.isOrdered()).isFalse();
        assertThat(theirs.messages.getFirst().bytes()).isEqualTo(DCEP_ACK);
        assertThat(ours.messages.getFirst().binary()).isFalse();
        assertThat(ours.messages.getFirst().bytes()).isEqualTo(text);
        ours.send(channel, new byte[] {4});
        network.runFor(SECOND);
        assertThat(theirs.messages.getLast().unordered()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reliableMessagesOfEverySizeCrossBothWays(boolean rough) {
        connect(rough ? ROUGH : PATH);
        int[] sizes = {4, 100, 1024, 1120, 1121, 61_440, 65_536, 5000};
        DataChannel channel = ours.open("chat", true, -1, -1);
        for (int i = 0; i < 32; i++) {
            byte[] message = numbered(i, sizes[i % sizes.length]);
            while (ours.send(channel, message) != SendResult.QUEUED) {
                network.runFor(SECOND / 10);
            }
        }
        network.runFor(60 * SECOND);
        assertThat(theirs.messages).hasSize(33);
        for (int i = 0; i < 32; i++) {
            assertThat(theirs.messages.get(i + 1).bytes())
                    .isEqualTo(numbered(i, sizes[i % sizes.length]));
        }

        for (int i = 0; i < 32; i++) {
            byte[] message = numbered(i, sizes[i % sizes.length]);
            for (int tries = 0; theirs.send(1, BINARY, false, -1, message) != 0; tries++) {
                assertThat(tries).isLessThan(1000);
                network.runFor(SECOND / 10);
            }
        }
        network.runFor(100 * SECOND);
        assertThat(ours.messages).hasSize(32);
        for (int i = 0; i < 32; i++) {
            assertThat(ours.messages.get(i).bytes())
                    .isEqualTo(numbered(i, sizes[i % sizes.length]));
        }
        assertThat(ours.association.counters().packetsMalformed()).isZero();
        assertThat(ours.association.counters().packetsBadChecksum()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void abandonedMessagesOfOursAreSkippedByThem(boolean ordered) {
        connect(PATH.withLoss(0.1));
        DataChannel lossy = ours.open("lossy", ordered, 0, -1);
        DataChannel reliable = ours.open("reliable", true, -1, -1);
        network.runFor(5 * SECOND);
        theirs.send(lossy.streamId(), DCEP, false, -1, DCEP_ACK);
        theirs.send(reliable.streamId(), DCEP, false, -1, DCEP_ACK);
        network.runFor(5 * SECOND);
        for (int i = 0; i < 300; i++) {
            ours.send(lossy, numbered(i, 4 + (i * 53) % 2500));
            ours.send(reliable, numbered(i, 30));
            network.runFor(SECOND / 8);
        }
        network.runFor(30 * SECOND);
        List<Integer> arrived = new ArrayList<>();
        int reliableCount = 0;
        for (UsrsctpPeer.Message message : theirs.messages) {
            if (message.payloadProtocol() != BINARY) {
                continue;
            }
            int number = BigEndian.i32(message.bytes(), 0);
            if (message.stream() == lossy.streamId()) {
                assertThat(message.bytes()).isEqualTo(numbered(number, 4 + (number * 53) % 2500));
                assertThat(message.unordered()).isEqualTo(!ordered);
                arrived.add(number);
            } else {
                assertThat(number).isEqualTo(reliableCount++);
            }
        }
        assertThat(reliableCount).isEqualTo(300);
        assertThat(arrived).doesNotHaveDuplicates().hasSizeBetween(200, 299);
        if (ordered) {
            assertThat(arrived).isSorted();
        }
        assertThat(ours.association.bufferedBytes()).isZero();
        assertThat(ours.association.counters().messagesAbandoned()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void abandonedMessagesOfTheirsAreSkippedByUs(boolean ordered) {
        connect(PATH.withLoss(0.1));
        theirs.send(0, DCEP, false, -1, open(ordered ? 1 : 0x81, 0));
        theirs.send(2, DCEP, false, -1, open(0, 0));
        network.runFor(10 * SECOND);
        for (int i = 0; i < 300; i++) {
            theirs.send(0, BINARY, !ordered, 0, numbered(i, 4 + (i * 53) % 2500));
            theirs.send(2, BINARY, false, -1, numbered(i, 30));
            network.runFor(SECOND / 8);
        }
        network.runFor(60 * SECOND);
        List<Integer> arrived = new ArrayList<>();
        int reliableCount = 0;
        for (SctpTestPeer.Message message : ours.messages) {
            int number = BigEndian.i32(message.bytes(), 0);
            if (message.channel().streamId() == 0) {
                assertThat(message.bytes()).isEqualTo(numbered(number, 4 + (number * 53) % 2500));
                arrived.add(number);
            } else {
                assertThat(number).isEqualTo(reliableCount++);
            }
        }
        assertThat(reliableCount).isEqualTo(300);
        assertThat(arrived).doesNotHaveDuplicates().hasSizeBetween(200, 299);
        if (ordered) {
            assertThat(arrived).isSorted();
        }
    }

    @Test
    void channelsCloseFromEitherSideAndTheirNumbersServeAgain() {
        connect(ROUGH);
        for (int round = 1; round <= 3; round++) {
            DataChannel channel = ours.open("x", true, -1, -1);
            assertThat(channel.streamId()).isEqualTo(1);
            ours.send(channel, new byte[] {1});
            network.runFor(5 * SECOND);
            theirs.send(1, DCEP, false, -1, DCEP_ACK);
            network.runFor(5 * SECOND);
            int resetsBefore = theirs.resets.size();
            ours.association.closeChannel(channel, network.nowNanos());
            network.runFor(10 * SECOND);
            assertThat(theirs.resets.subList(resetsBefore, theirs.resets.size()))
                    .contains(new UsrsctpPeer.StreamReset(UsrsctpPeer.INCOMING, List.of(1)));
            assertThat(theirs.reset(1)).isZero();
            network.runFor(10 * SECOND);
            assertThat(theirs.resets)
                    .contains(new UsrsctpPeer.StreamReset(UsrsctpPeer.OUTGOING, List.of(1)));
            assertThat(ours.closed).hasSize(2 * round - 1).contains(channel);

            theirs.send(4, DCEP, false, -1, open(0, 0));
            theirs.send(4, BINARY, false, -1, numbered(round, 3000));
            network.runFor(5 * SECOND);
            assertThat(ours.messages).hasSize(round);
            assertThat(theirs.reset(4)).isZero();
            network.runFor(20 * SECOND);
            assertThat(ours.closed).hasSize(2 * round);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eitherSideShutsDown(boolean we) {
        connect(WhoStarts.BOTH);
        DataChannel channel = ours.open("x", true, -1, -1);
        ours.send(channel, numbered(1, 60_000));
        if (we) {
            ours.association.shutdown(network.nowNanos());
        } else {
            network.runFor(SECOND);
            theirs.shutdown();
        }
        network.runFor(10 * SECOND);
        assertThat(theirs.messages).hasSize(2);
        assertThat(ours.end).isEqualTo(SctpEnd.SHUT_DOWN);
        assertThat(theirs.states).contains(UsrsctpPeer.SHUTDOWN_COMPLETE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eitherSideAborts(boolean we) {
        connect(WhoStarts.BOTH);
        if (we) {
            ours.association.abort(network.nowNanos());
            network.runFor(SECOND);
            assertThat(theirs.states).contains(UsrsctpPeer.COMMUNICATION_LOST);
        } else {
            theirs.abort();
            network.runFor(SECOND);
            assertThat(ours.end).isEqualTo(SctpEnd.ABORTED_BY_PEER);
        }
    }

    @Test
    void heartbeatsAreAnsweredBothWays() {
        connect(WhoStarts.BOTH);
        network.runFor(600 * SECOND);
        assertThat(ours.association.isConnected()).isTrue();
        assertThat(theirs.states).doesNotContain(UsrsctpPeer.COMMUNICATION_LOST);
        assertThat(ours.association.counters().packetsReceived()).isBetween(20L, 200L);
    }
}
