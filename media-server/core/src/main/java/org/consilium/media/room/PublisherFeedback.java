package org.consilium.media.room;

import java.util.Collection;
import org.consilium.media.peer.PeerConnection;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.receive.TransportFeedbackGenerator;
import org.consilium.media.rtcp.RtcpWriter;

/**
 * What we tell a publisher about its packets: which to send again, when to send a keyframe, when
 * everything arrived, how much was lost. Single writer: the loop of the publisher.
 */
final class PublisherFeedback {
    /** RFC 4585 §3.5.2 lets reports come often where feedback is used; one a second is plenty. */
    private static final long REPORT_INTERVAL_NANOS = 1_000_000_000L;

    /** A compound stays below the smallest MTU that IPv6 allows, encrypted and all. */
    private static final int MAX_COMPOUND_BYTES = 1150;

    private final RoomSurroundings surroundings;
    private final TransportFeedbackGenerator transport = new TransportFeedbackGenerator();

    /** As a receiver we send no stream, but feedback names who it is from. */
    private final int senderSsrc;

    private long lastReportNanos = Long.MIN_VALUE / 2;
    private boolean usesTransportFeedback;
    private int mediaSsrc;

    PublisherFeedback(RoomSurroundings surroundings) {
        this.surroundings = surroundings;
        this.senderSsrc = surroundings.loop().random().nextInt();
    }

    /** A packet came with this transport-wide sequence number, or with none (−1). */
    void onTransportSequence(int sequence, long nowNanos) {
        if (sequence >= 0) {
            usesTransportFeedback = true;
            transport.onPacket(sequence, nowNanos);
        }
    }

    /** Sends what is due. */
    void onTick(PeerConnection peer, Collection<PublishedTrack> tracks, long nowNanos) {
        byte[] array = surroundings.scratch();
        int length = 0;
        for (PublishedTrack track : tracks) {
            for (int i = 0; i < track.layers().size(); i++) {
                SourceLayer layer = track.layers().get(i);
                ReceiveStream stream = layer.stream();
                if (stream == null) {
                    continue;
                }
                mediaSsrc = stream.ssrc();
                if (length > MAX_COMPOUND_BYTES / 2) {
                    peer.sendRtcp(array, 0, length);
                    length = 0;
                }
                length += writeRepairRequests(layer, stream, track, array, length, nowNanos);
            }
        }
        if (length > 0) {
            peer.sendRtcp(array, 0, length);
        }
        sendTransportFeedback(peer, array, nowNanos);
        if (nowNanos - lastReportNanos >= REPORT_INTERVAL_NANOS) {
            lastReportNanos = nowNanos;
            sendReceiverReport(peer, tracks, array, nowNanos);
        }
    }

    private int writeRepairRequests(
            SourceLayer layer,
            ReceiveStream stream,
            PublishedTrack track,
            byte[] array,
            int at,
            long nowNanos) {
        int length = 0;
        if (nowNanos >= stream.nextDeadlineNanos()) {
            int written = stream.writeNack(array, at, MAX_COMPOUND_BYTES, senderSsrc, nowNanos);
            if (written > 0) {
                surroundings.counters().nacksSent++;
                length += written;
            }
        }
        if (stream.takeKeyframeRequest()) {
            layer.keyframes().onNeeded();
        }
        if (track.kind() == TrackKind.VIDEO && layer.keyframes().poll(nowNanos)) {
            surroundings.counters().keyframeRequestsSent++;
            length += RtcpWriter.writePictureLoss(array, at + length, senderSsrc, stream.ssrc());
        }
        return length;
    }

    private void sendTransportFeedback(PeerConnection peer, byte[] array, long nowNanos) {
        if (!usesTransportFeedback || nowNanos < transport.nextDeadlineNanos()) {
            return;
        }
        while (true) {
            int length =
                    transport.writeFeedback(
                            array, 0, MAX_COMPOUND_BYTES, senderSsrc, mediaSsrc, nowNanos);
            if (length == 0) {
                return;
            }
            peer.sendRtcp(array, 0, length);
        }
    }

    private void sendReceiverReport(
            PeerConnection peer, Collection<PublishedTrack> tracks, byte[] array, long nowNanos) {
        int blocks = 0;
        int at = RtcpWriter.RECEIVER_REPORT_LENGTH;
        for (PublishedTrack track : tracks) {
            for (int i = 0; i < track.layers().size(); i++) {
                ReceiveStream stream = track.layers().get(i).stream();
                if (stream == null || blocks == RtcpWriter.MAX_REPORT_BLOCKS) {
                    continue;
                }
                int written = stream.writeReportBlock(array, at, nowNanos);
                if (written > 0) {
                    surroundings
                            .counters()
                            .quality
                            .onPublisherReported(array[at + 4] & 0xff, stream.jitterNanos());
                    blocks++;
                    at += written;
                }
            }
        }
        RtcpWriter.writeReceiverReport(array, 0, senderSsrc, blocks);
        peer.sendRtcp(array, 0, at);
    }
}
