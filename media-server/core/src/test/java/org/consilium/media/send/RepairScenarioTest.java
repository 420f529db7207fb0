package org.consilium.media.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.receive.PublisherClock;
import org.consilium.media.receive.ReceiveResult;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.receive.ReceiveStreamSettings;
import org.consilium.media.rtcp.RtcpReader;
import org.consilium.media.rtcp.RtcpVisitor;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;
import org.consilium.media.rtp.RtpPacket;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.simulation.LinkConditions;
import org.consilium.media.simulation.SimulatedLink;
import org.consilium.media.simulation.SimulatedNetwork;
import org.consilium.media.simulation.Vp8Camera;
import org.junit.jupiter.api.Test;

/** One publisher, the server, one viewer, and networks that lose: what does the viewer see? */
class RepairScenarioTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final int PUBLISHER_SSRC = 11;

    private final SimulatedNetwork network;
    private final Vp8Camera camera = new Vp8Camera(PUBLISHER_SSRC, 96, 1280, 720, 6_000, 3);
    private final byte[][] cameraHistory = new byte[0x10000][];

    private final ReceiveStream incoming =
            Streams.videoSource(PUBLISHER_SSRC, new PublisherClock());
    private final SendStream outgoing;
    private final ReceiveStream viewer =
            new ReceiveStream(
                    ReceiveStreamSettings.video(
                            Streams.SSRC,
                            PayloadFormat.VP8,
                            PayloadTypeMap.builder()
                                    .media(Receiver.MEDIA_TYPE, PayloadFormat.VP8, 90_000)
                                    .retransmission(
                                            Receiver.RETRANSMISSION_TYPE, Receiver.MEDIA_TYPE)
                                    .build(),
                            HeaderExtensionMap.EMPTY),
                    new PublisherClock());
    private final Receiver seen = new Receiver();
    private final Map<Integer, Long> capturedAt = new HashMap<>();
    private final byte[] array = new byte[1700];

    private final SimulatedLink publisherUp;
    private final SimulatedLink publisherDown;
    private final SimulatedLink viewerDown;
    private final SimulatedLink viewerUp;

    private int keyframeRequests;

    RepairScenarioTest() {
        long seed = 2026;
        System.out.println("seed " + seed);
        network = new SimulatedNetwork(seed);
        outgoing = new SendStream(Streams.videoSettings(HeaderExtensionMap.EMPTY), network.split());
        publisherUp = network.link(LinkConditions.perfect(), this::atServerFromPublisher);
        publisherDown = network.link(LinkConditions.perfect(), this::atPublisher);
        viewerDown = network.link(LinkConditions.perfect(), this::atViewer);
        viewerUp = network.link(LinkConditions.perfect(), this::atServerFromViewer);
        outgoing.switchTo(incoming);
        network.attach(feedback(incoming, publisherDown));
        network.attach(feedback(viewer, viewerUp));
    }

    private SimulatedNetwork.Timed feedback(ReceiveStream stream, SimulatedLink link) {
        return new SimulatedNetwork.Timed() {
            @Override
            public long nextDeadlineNanos() {
                return stream.nextDeadlineNanos();
            }

            @Override
            public void onTimeout(long nowNanos) {
                int length = stream.writeNack(array, 0, 1200, 1, nowNanos);
                if (length > 0) {
                    link.send(array, 0, length);
                }
                if (stream.takeKeyframeRequest()) {
                    keyframeRequests++;
                    network.after(50 * MILLI, camera::requestKeyframe);
                }
            }
        };
    }

    private void atServerFromPublisher(byte[] datagram, long now) {
        ReceiveResult result =
                RtpPacket.payloadType(datagram, 0) == 97
                        ? incoming.onRetransmission(datagram, 0, datagram.length, now)
                        : incoming.onRtp(datagram, 0, datagram.length, now);
        if (result == ReceiveResult.ACCEPTED) {
            SourcePacket packet = incoming.packet();
            int length = outgoing.write(packet, array, 0);
            if (length > 0) {
                viewerDown.send(array, 0, length);
            }
            for (length = outgoing.writeBacklog(array, 0);
                    length > 0;
                    length = outgoing.writeBacklog(array, 0)) {
                viewerDown.send(array, 0, length);
            }
        }
    }

    private void atPublisher(byte[] datagram, long now) {
        RtcpReader.read(
                datagram,
                0,
                datagram.length,
                new RtcpVisitor() {
                    @Override
                    public void onNack(int senderSsrc, int mediaSsrc, int sequence) {
                        publisherUp.send(
                                camera.retransmission(
                                        cameraHistory[sequence], PUBLISHER_SSRC + 1, 97));
                    }
                });
    }

    private void atViewer(byte[] datagram, long now) {
        ReceiveResult result =
                RtpPacket.payloadType(datagram, 0) == Receiver.RETRANSMISSION_TYPE
                        ? viewer.onRetransmission(datagram.clone(), 0, datagram.length, now)
                        : viewer.onRtp(datagram.clone(), 0, datagram.length, now);
        if (result == ReceiveResult.ACCEPTED) {
            seen.receive(datagram, 0, datagram.length, now);
        }
    }

    private void atServerFromViewer(byte[] datagram, long now) {
        RtcpReader.read(
                datagram,
                0,
                datagram.length,
                new RtcpVisitor() {
                    @Override
                    public void onNack(int senderSsrc, int mediaSsrc, int sequence) {
                        int length = outgoing.writeRepair(sequence, array, 0, now);
                        if (length > 0) {
                            viewerDown.send(array, 0, length);
                        }
                    }
                });
    }

    private void allLinks(LinkConditions conditions) {
        for (SimulatedLink link : List.of(publisherUp, publisherDown, viewerDown, viewerUp)) {
            link.conditions(conditions);
        }
    }

    private void publishFor(int seconds) {
        for (int i = 0; i < seconds * 30; i++) {
            network.after(
                    i * (SECOND / 30),
                    () -> {
                        List<byte[]> packets = camera.frame(network.nowNanos());
                        capturedAt.put(camera.frameNumber(), network.nowNanos());
                        for (byte[] packet : packets) {
                            cameraHistory[BigEndian.u16(packet, 2)] = packet;
                            publisherUp.send(packet);
                        }
                    });
        }
        network.runFor((seconds + 2) * SECOND);
    }

    /**
     * Pictures are shown so long after capture, of which 50 to 70 ms are the way: a browser's
     * jitter buffer grows to the time that one repair takes when losses are frequent.
     */
    private static final long PLAYOUT_NANOS = 200 * MILLI;

    /** Times between one picture and the next, in milliseconds, shown in order as they can be. */
    private List<Long> pauses() {
        var pauses = new ArrayList<Long>();
        long shownAt = -1;
        for (Receiver.Frame frame : seen.frames()) {
            if (!frame.complete()) {
                continue;
            }
            long arrived =
                    frame.packets().stream()
                            .mapToLong(Receiver.Packet::arrivalNanos)
                            .max()
                            .orElseThrow();
            long due = capturedAt.getOrDefault(frame.first().frameNumber(), 0L) + PLAYOUT_NANOS;
            long showable = Math.max(shownAt, Math.max(arrived, due));
            if (shownAt >= 0) {
                pauses.add((showable - shownAt) / MILLI);
            }
            shownAt = showable;
        }
        return pauses;
    }

    @Test
    void atFivePercentLossBothWaysEveryFrameIsShownAndNothingFreezes() {
        allLinks(LinkConditions.perfect().withDelayMillis(25).withJitterMillis(10).withLoss(0.05));
        publishFor(60);
        seen.checkOrder();
        Set<Integer> shown = new HashSet<>();
        for (Receiver.Frame frame : seen.frames()) {
            if (frame.complete()) {
                shown.add(frame.first().frameNumber());
            }
        }
        long freezes = pauses().stream().filter(pause -> pause > 200).count();
        System.out.printf(
                "shown %d of %d, freezes over 200 ms %d, longest %d ms, keyframe requests %d,"
                        + " repairs %d up %d down%n",
                shown.size(),
                camera.frameNumber(),
                freezes,
                pauses().stream().max(Long::compare).orElseThrow(),
                keyframeRequests,
                incoming.repairedPackets(),
                outgoing.repairedPackets());
        assertThat(camera.frameNumber() - shown.size()).isLessThanOrEqualTo(2);
        assertThat(freezes).isLessThanOrEqualTo(1);
        assertThat(keyframeRequests).isLessThanOrEqualTo(1);
    }

    @Test
    void reorderingAndDuplicatesCostHardlyAnyRetransmission() {
        allLinks(
                LinkConditions.perfect()
                        .withDelayMillis(25)
                        .withReordering(0.05, 50)
                        .withDuplication(0.02));
        publishFor(60);
        seen.checkOrder();
        assertThat(seen.missing()).isEmpty();
        double share = (double) incoming.repairedPackets() / incoming.receivedPackets();
        System.out.printf("asked %d of %d%n", incoming.nackedPackets(), incoming.receivedPackets());
        assertThat((double) incoming.nackedPackets() / incoming.receivedPackets()).isLessThan(0.01);
        assertThat(share).isLessThan(0.01);
        assertThat(keyframeRequests).isZero();
        assertThat(incoming.duplicatePackets()).isPositive();
    }

    @Test
    void aBurstOfTwoHundredMillisecondsIsOverSoon() {
        allLinks(LinkConditions.perfect().withDelayMillis(25));
        network.after(
                10 * SECOND,
                () ->
                        publisherUp.conditions(
                                LinkConditions.perfect().withDelayMillis(25).withLoss(1)));
        network.after(
                10 * SECOND + 200 * MILLI,
                () -> publisherUp.conditions(LinkConditions.perfect().withDelayMillis(25)));
        publishFor(20);
        seen.checkOrder();
        long longest = pauses().stream().max(Long::compare).orElseThrow();
        System.out.println("longest pause " + longest + " ms");
        // 200 ms of burst, then 300 ms and the round trip are the goal
        assertThat(longest).isLessThanOrEqualTo(200 + 300 + 100);
        assertThat(seen.missing()).isEmpty();
    }

    /** Receive, forward, repair and ask for repair, a million times. */
    @Test
    void nothingIsAllocatedPerPacket() {
        var bean =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        var source = new TestSource(PUBLISHER_SSRC, camera);
        outgoing.switchTo(source.source());
        byte[] keyframe = camera.frame(0).getFirst();
        byte[] packet = camera.frame(0).getFirst();
        byte[] nack = new byte[1200];
        source.source().onRtp(keyframe, 0, keyframe.length, 1);
        outgoing.write(source.packet(), array, 0);
        long thread = Thread.currentThread().threadId();
        long before = 0;
        int start = BigEndian.u16(keyframe, 2);
        for (int i = 1; i <= 1_200_000; i++) {
            if (i == 200_000) {
                before = bean.getThreadAllocatedBytes(thread);
            }
            if (i % 20 == 7) {
                continue; // lost
            }
            BigEndian.putU16(packet, 2, start + i);
            BigEndian.putI32(packet, 4, i / 3 * 3_000);
            BigEndian.putU16(packet, 14, 0x8000 | ((i / 3) & 0x7fff));
            long now = i * MILLI;
            source.source().onRtp(packet, 0, packet.length, now);
            int length = outgoing.write(source.packet(), array, 0);
            if (length > 0 && i % 16 == 0) {
                outgoing.writeRepair(RtpPacket.sequence(array, 0), array, 0, now);
            }
            source.source().writeNack(nack, 0, nack.length, 1, now);
            source.source().takeKeyframeRequest();
        }
        long allocated = bean.getThreadAllocatedBytes(thread) - before;
        assertThat(outgoing.sentPackets()).isGreaterThan(1_000_000);
        assertThat(outgoing.repairedPackets()).isGreaterThan(50_000);
        assertThat(allocated).as("bytes over a million packets").isLessThan(20_000);
        assertThat(Arrays.hashCode(array)).isNotZero();
    }
}
