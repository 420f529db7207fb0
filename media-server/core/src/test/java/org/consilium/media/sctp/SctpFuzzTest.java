package org.consilium.media.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.simulation.LinkConditions;
import org.consilium.media.simulation.SimulatedNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever arrives, nothing is thrown, memory stays bounded, and what is not ours changes nothing.
 */
class SctpFuzzTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int[] CHUNK_TYPES = {
        0, 0, 0, 0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 130, 130, 192, 192, 64, 193,
        255
    };

    private final SctpChecksum checksum = new SctpChecksum();
    private SimulatedNetwork network = new SimulatedNetwork(1);
    private SctpTestPeer server;
    private SctpTestPeer client;

    @BeforeEach
    void connect() {
        connect(1);
    }

    private void connect(long seed) {
        network = new SimulatedNetwork(seed);
        SctpTestPeer[] pair =
                SctpTestPeer.pair(
                        network,
                        SctpTestPeer.config(),
                        LinkConditions.perfect().withDelayMillis(1));
        server = pair[0];
        client = pair[1];
        client.start();
        network.runFor(SECOND);
    }

    /** Packets of a real conversation, as they left the client. */
    private List<byte[]> conversation() {
        DataChannel channel = client.open("chat", true, -1, -1);
        DataChannel lossy = client.open("lossy", false, 0, -1);
        network.runFor(SECOND);
        for (int i = 0; i < 20; i++) {
            client.send(channel, new byte[i * 300]);
            client.send(lossy, new byte[i * 200]);
            server.send(server.opened.getFirst(), new byte[i * 100]);
            client.conditions(LinkConditions.perfect().withDelayMillis(1).withLoss(0.2));
            network.runFor(SECOND);
        }
        client.conditions(LinkConditions.perfect().withDelayMillis(1));
        network.runFor(10 * SECOND);
        client.association.closeChannel(channel, network.nowNanos());
        network.runFor(SECOND);
        return List.copyOf(client.sentPackets);
    }

    private void assertStillWorks() {
        int before = server.messages.size();
        DataChannel channel = client.open("after", true, -1, -1);
        client.send(channel, new byte[] {42});
        network.runFor(5 * SECOND);
        assertThat(server.end).isNull();
        assertThat(server.messages).hasSize(before + 1);
    }

    @Test
    void noiseIsDroppedAndHarmsNothing() {
        var random = new SplittableRandom(1001);
        var packet = new byte[1500];
        for (int i = 0; i < 300_000; i++) {
            random.nextBytes(packet);
            int length = random.nextInt(random.nextBoolean() ? 64 : packet.length);
            server.association.onPacket(packet, 0, length, network.nowNanos());
        }
        SctpCounters counters = server.association.counters();
        assertThat(counters.packetsMalformed() + counters.packetsBadChecksum()).isEqualTo(300_000);
        assertStillWorks();
    }

    @Test
    void damagedAndTruncatedRealPacketsAreDropped() {
        List<byte[]> real = conversation();
        var random = new SplittableRandom(1002);
        for (int i = 0; i < 300_000; i++) {
            byte[] packet = real.get(random.nextInt(real.size())).clone();
            int length = packet.length;
            if (random.nextInt(3) == 0) {
                length = random.nextInt(length);
            } else {
                packet[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
            }
            server.association.onPacket(packet, 0, length, network.nowNanos());
        }
        assertStillWorks();
    }

    @Test
    void soundPacketsOfAnotherAssociationChangeNothing() {
        List<byte[]> real = conversation();
        var random = new SplittableRandom(1003);
        for (int i = 0; i < 100_000; i++) {
            byte[] packet = mutated(real, random);
            if (BigEndian.i32(packet, 4) == server.association.localTag()
                    || BigEndian.u8(packet, 12) == ChunkType.INIT) {
                BigEndian.putI32(packet, 4, random.nextInt() | 1);
            }
            checksum.seal(packet, 0, packet.length);
            server.association.onPacket(packet, 0, packet.length, network.nowNanos());
            network.runFor(1000);
        }
        assertStillWorks();
    }

    /**
     * The worst peer: it has the tag, so everything it sends is believed to be the peer's. It may
     * end the association, and nothing else.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aHostilePeerCanOnlyEndItsOwnAssociation(long seed) {
        var random = new SplittableRandom(seed);
        int ended = 0;
        for (int i = 0; i < 60_000; i++) {
            if (i == 0 || server.end != null) {
                ended++;
                connect(seed * 1_000_000 + i);
                server.open("ours", true, -1, -1);
                network.runFor(SECOND / 100);
            }
            byte[] packet = invented(random);
            BigEndian.putI32(
                    packet,
                    4,
                    BigEndian.u8(packet, 12) == ChunkType.INIT ? 0 : server.association.localTag());
            checksum.seal(packet, 0, packet.length);
            server.association.onPacket(packet, 0, packet.length, network.nowNanos());
            if (random.nextInt(50) == 0) {
                long now = Math.max(network.nowNanos(), server.nextDeadlineNanos() % (1L << 60));
                server.association.onTimeout(Math.min(now, network.nowNanos() + SECOND));
            }
            server.messages.clear();
            server.opened.clear();
            server.closed.clear();
            assertThat(server.association.heldBytes())
                    .as("seed %d, step %d", seed, i)
                    .isLessThanOrEqualTo(2L << 20);
        }
        assertThat(ended).as("associations it ended").isLessThan(1_000);
    }

    private byte[] mutated(List<byte[]> real, SplittableRandom random) {
        byte[] packet = real.get(random.nextInt(real.size())).clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
            packet[12 + random.nextInt(packet.length - 12)] = (byte) random.nextInt(256);
        }
        return packet;
    }

    /** Chunks of every type with numbers near those in use, so that they are not merely ignored. */
    private byte[] invented(SplittableRandom random) {
        var packet = new byte[1300];
        BigEndian.putU16(packet, 0, 5000);
        BigEndian.putU16(packet, 2, 5000);
        int at = 12;
        int chunks = 1 + random.nextInt(4);
        while (chunks-- > 0) {
            int type = CHUNK_TYPES[random.nextInt(CHUNK_TYPES.length)];
            if (type >= ChunkType.ABORT && type <= ChunkType.SHUTDOWN_ACK) {
                // What ends the association ends the search too.
                type = random.nextInt(30) == 0 ? type : ChunkType.DATA;
            }
            int length = 4 + random.nextInt(random.nextInt(4) == 0 ? 250 : 40);
            if (type == ChunkType.DATA && random.nextInt(100) != 0) {
                length += 17;
            }
            BigEndian.putU8(packet, at, type);
            BigEndian.putU8(packet, at + 1, random.nextInt(16));
            BigEndian.putU16(packet, at + 2, length);
            for (int i = at + 4; i < at + length; i++) {
                packet[i] = (byte) (random.nextBoolean() ? 0 : random.nextInt(256));
            }
            fillPlausibly(packet, at, type, length, random);
            at += SctpPacketReader.padded(length);
            if (type == ChunkType.INIT) {
                break;
            }
        }
        return Arrays.copyOf(packet, at);
    }

    private void fillPlausibly(
            byte[] packet, int at, int type, int length, SplittableRandom random) {
        long theirs = server.association.peerTsn();
        long ours = server.association.lastTsn();
        if (type == ChunkType.DATA && length > 16) {
            BigEndian.putU32(packet, at + 4, theirs + random.nextInt(-2, 30));
            BigEndian.putU16(packet, at + 8, random.nextInt(6));
            BigEndian.putU16(packet, at + 10, random.nextInt(5));
            BigEndian.putI32(packet, at + 12, 50 + random.nextInt(8));
            if (random.nextInt(30) != 0) {
                packet[at + 1] |= 3;
            }
        } else if (type == ChunkType.FORWARD_TSN && length >= 8) {
            BigEndian.putU32(packet, at + 4, theirs + random.nextInt(-2, 10));
        } else if (type == ChunkType.SACK && length >= 16) {
            BigEndian.putU32(packet, at + 4, ours + random.nextInt(-3, 3));
            BigEndian.putU16(packet, at + 12, random.nextInt(4));
            BigEndian.putU16(packet, at + 14, random.nextInt(3));
        } else if (type == ChunkType.RE_CONFIG && length >= 20) {
            BigEndian.putU16(packet, at + 4, 13 + random.nextInt(6));
            BigEndian.putU16(packet, at + 6, length - 4);
            BigEndian.putU32(packet, at + 8, theirs + random.nextInt(-2, 3));
            BigEndian.putU32(packet, at + 16, theirs + random.nextInt(-2, 3));
        }
    }

    /** A peer that leaves one hole and goes on with the smallest of chunks, in the worst order. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fragmentsThatNeverCompleteAreBounded(boolean descending) {
        long first = server.association.peerTsn() + 1;
        List<byte[]> packets = new ArrayList<>();
        for (int base = 0; base < 65_000; base += 50) {
            var packet = new byte[12 + 50 * 20];
            BigEndian.putU16(packet, 0, 5000);
            BigEndian.putU16(packet, 2, 5000);
            BigEndian.putI32(packet, 4, server.association.localTag());
            for (int i = 0; i < 50; i++) {
                int at = 12 + 20 * i;
                int number = descending ? 65_000 - base - i : 1 + base + i;
                BigEndian.putU16(packet, at + 2, 17);
                BigEndian.putU32(packet, at + 4, first + number);
                BigEndian.putI32(packet, at + 12, 53);
            }
            checksum.seal(packet, 0, packet.length);
            packets.add(packet);
        }
        for (byte[] packet : packets) {
            server.association.onPacket(packet, 0, packet.length, network.nowNanos());
        }
        assertThat(server.association.heldBytes()).isLessThanOrEqualTo(1 << 20);
        assertThat(server.association.counters().chunksWithoutRoom()).isPositive();
        assertThat(server.end).isNull();
    }

    /** A peer that opens and closes channels without end and never acknowledges a thing. */
    @Test
    void answersThatAreNeverAcknowledgedAreBounded() {
        long tsn = server.association.peerTsn();
        for (int i = 0; i < 200_000 && server.end == null; i++) {
            byte[] open = new DcepMessage.Open(true, -1, -1, "x".repeat(900), "").write();
            var packet = new byte[12 + 16 + SctpPacketReader.padded(open.length)];
            BigEndian.putU16(packet, 0, 5000);
            BigEndian.putU16(packet, 2, 5000);
            BigEndian.putI32(packet, 4, server.association.localTag());
            BigEndian.putU8(packet, 13, 7);
            BigEndian.putU16(packet, 14, 16 + open.length);
            BigEndian.putU32(packet, 16, ++tsn);
            BigEndian.putU16(packet, 20, i % 1100);
            BigEndian.putI32(packet, 24, PayloadProtocol.DCEP);
            System.arraycopy(open, 0, packet, 28, open.length);
            checksum.seal(packet, 0, packet.length);
            server.association.onPacket(packet, 0, packet.length, network.nowNanos());
        }
        assertThat(server.opened).hasSizeLessThanOrEqualTo(1024);
        assertThat(server.association.bufferedBytes()).isLessThan(100_000);
    }
}
