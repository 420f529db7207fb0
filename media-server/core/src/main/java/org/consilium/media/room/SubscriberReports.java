package org.consilium.media.room;

import java.util.Collection;
import org.consilium.media.buffer.IntMap;
import org.consilium.media.peer.PeerConnection;
import org.consilium.media.rtcp.RtcpReader;
import org.consilium.media.rtcp.RtcpVisitor;
import org.consilium.media.rtcp.RtcpWriter;
import org.consilium.media.send.SendStream;
import org.consilium.media.time.NtpTime;

/**
 * Reports between us and a receiver: our sender reports, its receiver reports and requests. Single
 * writer: the loop of the receiver.
 */
final class SubscriberReports implements RtcpVisitor {
    /** Often enough for lip sync to settle within the first seconds of a stream. */
    private static final long REPORT_INTERVAL_NANOS = 1_000_000_000L;

    private final RoomSurroundings surroundings;
    private final PeerConnection peer;
    private final IntMap<Subscription> bySsrc;
    private long nowNanos;
    private long ntpNow;

    SubscriberReports(
            RoomSurroundings surroundings, PeerConnection peer, IntMap<Subscription> bySsrc) {
        this.surroundings = surroundings;
        this.peer = peer;
        this.bySsrc = bySsrc;
    }

    /** Reads what the receiver reports; false when part of it was not well-formed. */
    boolean onRtcp(byte[] array, int offset, int length, long now) {
        nowNanos = now;
        ntpNow = ntp(now);
        return RtcpReader.read(array, offset, length, this);
    }

    /** Sends the sender reports that are due. */
    void onTick(Collection<Subscription> subscriptions, long now) {
        byte[] array = surroundings.scratch();
        for (Subscription subscription : subscriptions) {
            SendStream stream = subscription.stream();
            if (stream == null || !subscription.isReportDue(now, REPORT_INTERVAL_NANOS)) {
                continue;
            }
            int length = stream.writeSenderReport(array, 0, now, ntp(now));
            if (length > 0) {
                subscription.onReported(now);
                length +=
                        RtcpWriter.writeCanonicalName(
                                array,
                                length,
                                stream.ssrc(),
                                subscription.track().publisher().canonicalName());
                peer.sendRtcp(array, 0, length);
            }
        }
    }

    private long ntp(long now) {
        return NtpTime.ofUnixNanos(now + surroundings.wallClockOffsetNanos());
    }

    @Override
    public void onReportBlock(
            int reporterSsrc,
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            int highestSequence,
            long jitter,
            int lastSenderReport,
            int delaySinceLastSenderReport) {
        Subscription subscription = bySsrc.get(ssrc);
        if (subscription != null && subscription.stream() != null && ssrc == subscription.ssrc()) {
            subscription.stream()
                    .onReportBlock(
                            fractionLost,
                            cumulativeLost,
                            highestSequence,
                            jitter,
                            lastSenderReport,
                            delaySinceLastSenderReport,
                            ntpNow);
            surroundings
                    .counters()
                    .quality
                    .onReceiverReported(
                            fractionLost,
                            subscription.stream().receiverJitterNanos(),
                            lastSenderReport == 0 ? 0 : subscription.stream().roundTripNanos());
        }
    }

    @Override
    public void onNack(int senderSsrc, int mediaSsrc, int sequence) {
        surroundings.counters().nacksReceived++;
        Subscription subscription = bySsrc.get(mediaSsrc);
        if (subscription == null || subscription.stream() == null) {
            return;
        }
        int length =
                subscription.stream().writeRepair(sequence, surroundings.scratch(), 0, nowNanos);
        if (length > 0 && peer.sendRtp(surroundings.scratch(), 0, length)) {
            surroundings.counters().packetsRetransmitted++;
        }
    }

    @Override
    public void onPictureLoss(int senderSsrc, int mediaSsrc) {
        onKeyframeNeeded(mediaSsrc);
    }

    @Override
    public void onFullIntraRequest(int senderSsrc, int mediaSsrc, int sequenceNumber) {
        onKeyframeNeeded(mediaSsrc);
    }

    private void onKeyframeNeeded(int mediaSsrc) {
        surroundings.counters().keyframeRequestsReceived++;
        Subscription subscription = bySsrc.get(mediaSsrc);
        if (subscription != null) {
            subscription.onKeyframeNeeded();
        }
    }
}
