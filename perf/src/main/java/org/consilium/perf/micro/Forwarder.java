package org.consilium.perf.micro;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.receive.PublisherClock;
import org.consilium.media.receive.ReceiveResult;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.receive.ReceiveStreamSettings;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.send.SendStream;
import org.consilium.media.send.SendStreamSettings;
import org.consilium.media.srtp.SrtpProfile;
import org.consilium.media.srtp.SrtpReceiver;
import org.consilium.media.srtp.SrtpSender;
import org.consilium.server.loop.DatagramPort;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One publisher of VP8 video and ten receivers, without sockets and rooms. */
@State(Scope.Thread)
public class Forwarder {
    private static final int RECEIVERS = 10;
    public static final int FORWARDED = Packets.BLOCK * RECEIVERS;
    private static final int TRAIN = 16;
    private static final int TRAIN_STRIDE = 1500;
    private static final int RECEIVER_TYPE = 101;
    private static final int RETRANSMISSION_TYPE = 102;

    @Param public Ciphers cipher = Ciphers.JDK;

    private final Packets packets = new Packets();
    private final byte[] sealed = new byte[Packets.BLOCK * Packets.STRIDE];
    private final int[] sealedLengths = new int[Packets.BLOCK];
    private final byte[] scratch = new byte[TRAIN_STRIDE];
    private final SendStream[] streams = new SendStream[RECEIVERS];
    private final SrtpSender[] senders = new SrtpSender[RECEIVERS];
    private final byte[][] trains = new byte[RECEIVERS][TRAIN * TRAIN_STRIDE];
    private SrtpSender publisher = publisher(Ciphers.NONE);
    private SrtpReceiver receiver = receiver(Ciphers.NONE);
    private ReceiveStream source = source();
    private final SourcePacket packet = new SourcePacket();
    private long nowNanos = 1_000_000_000L;
    private long parsedSequence;
    private int sealedLength;

    private static SrtpSender publisher(Ciphers with) {
        return new SrtpSender(Packets.key(SrtpProfile.AEAD_AES_128_GCM, 1), with.suite());
    }

    private static SrtpReceiver receiver(Ciphers with) {
        return new SrtpReceiver(Packets.key(SrtpProfile.AEAD_AES_128_GCM, 1), with.suite());
    }

    private static ReceiveStream source() {
        return new ReceiveStream(
                ReceiveStreamSettings.video(
                        Packets.SSRC,
                        PayloadFormat.VP8,
                        PayloadTypeMap.builder()
                                .media(Packets.PAYLOAD_TYPE, PayloadFormat.VP8, 90_000)
                                .build(),
                        HeaderExtensionMap.EMPTY),
                new PublisherClock());
    }

    @Setup(Level.Trial)
    public void open() {
        publisher = publisher(cipher);
        receiver = receiver(cipher);
        source = source();
        var extensions =
                new HeaderExtensionMap(
                        Map.of(HeaderExtension.MID, 4, HeaderExtension.TRANSPORT_SEQUENCE, 3));
        for (int i = 0; i < RECEIVERS; i++) {
            senders[i] =
                    new SrtpSender(
                            Packets.key(SrtpProfile.AEAD_AES_128_GCM, 2 + i), cipher.suite());
            streams[i] =
                    new SendStream(
                            new SendStreamSettings(
                                    0x7000_0000 + i,
                                    90_000,
                                    PayloadFormat.VP8,
                                    types(Packets.PAYLOAD_TYPE, RECEIVER_TYPE),
                                    0x7100_0000 + i,
                                    types(RECEIVER_TYPE, RETRANSMISSION_TYPE),
                                    true,
                                    extensions,
                                    true,
                                    "1"),
                            new SplittableRandom(i));
            streams[i].switchTo(source);
            // Its receiver has reported once, so that MID need not be sent any more.
            streams[i].onReportBlock(0, 0, 0, 0, 0, 0, 0);
        }
        packets.keyframe(true);
        sealBlock();
        Blocks.expect(forwardBlock(), FORWARDED);
        packets.keyframe(false);
        parsedSequence = source.highestSequence();
    }

    private static byte[] types(int from, int to) {
        byte[] types = new byte[128];
        Arrays.fill(types, (byte) -1);
        types[from] = (byte) to;
        return types;
    }

    /** Makes the publisher's next packets. */
    public void sealBlock() {
        packets.renumber();
        for (int i = 0; i < Packets.BLOCK; i++) {
            int at = Packets.offset(i);
            sealedLengths[i] =
                    publisher.protectRtp(packets.array(), at, Packets.LENGTH, sealed, at);
        }
    }

    private boolean receive(int i) {
        int at = Packets.offset(i);
        int length = receiver.unprotectRtp(sealed, at, sealedLengths[i], sealed, at);
        nowNanos += 1_000_000;
        return length > 0
                && packet.read(sealed, at, length, HeaderExtensionMap.EMPTY)
                && source.onRtp(packet, nowNanos) == ReceiveResult.ACCEPTED;
    }

    /** Forwards the block without sending it; how many packets were sealed. */
    int forwardBlock() {
        int done = 0;
        for (int i = 0; i < Packets.BLOCK; i++) {
            if (receive(i)) {
                done += seal(i % TRAIN * TRAIN_STRIDE);
            }
        }
        return done;
    }

    /**
     * Forwards the block and sends it in trains, as a server does that receives so many packets at
     * a time; how many packets were sealed.
     *
     * @param paths of the ten receivers
     * @param trainLength packets per train, at most 16
     */
    public int forwardBlock(DatagramPort port, NetworkPath[] paths, int trainLength) {
        int done = 0;
        for (int first = 0; first < Packets.BLOCK; first += trainLength) {
            int position = 0;
            for (int i = first; i < first + trainLength; i++) {
                if (receive(i)) {
                    done += seal(position);
                    position += sealedLength;
                }
            }
            for (int to = 0; to < RECEIVERS; to++) {
                port.send(paths[to], trains[to], 0, position, sealedLength);
            }
            port.flush();
        }
        return done;
    }

    /** Seals the received packet for everybody at the position of each one's train. */
    private int seal(int position) {
        int done = 0;
        for (int to = 0; to < RECEIVERS; to++) {
            int length = streams[to].write(packet, scratch, 0);
            if (length > 0) {
                sealedLength = senders[to].protectRtp(scratch, 0, length, trains[to], position);
                done += sealedLength > 0 ? 1 : 0;
            }
        }
        return done;
    }

    void parseBlock(SourcePacket[] into) {
        packets.renumber();
        for (int i = 0; i < Packets.BLOCK; i++) {
            SourcePacket packet = into[i];
            boolean wellFormed =
                    packet.read(
                                    packets.array(),
                                    Packets.offset(i),
                                    Packets.LENGTH,
                                    HeaderExtensionMap.EMPTY)
                            && packet.readFacts(PayloadFormat.VP8);
            if (!wellFormed) {
                throw new IllegalStateException("packet " + i + " is malformed");
            }
            packet.source = source;
            packet.extendedSequence = ++parsedSequence;
            packet.extendedTimestamp = parsedSequence / 4 * 3000;
            packet.arrivalNanos = nowNanos;
        }
    }

    int rewriteBlock(SourcePacket[] parsed) {
        int done = 0;
        for (SourcePacket packet : parsed) {
            done += streams[0].write(packet, scratch, 0) > 0 ? 1 : 0;
        }
        return done;
    }
}
