package org.consilium.media.room;

import java.util.HashMap;
import java.util.Map;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.send.SendStream;

/**
 * Measures how well one participant is connected, per direction, over one interval after another.
 * Worse is said at once, better only gradually, so that the word does not flap. Single writer: the
 * room's loop.
 */
final class ConnectionMeter {
    /** How much of an improvement one interval brings. */
    private static final double RECOVERY = 0.5;

    private final Participant participant;

    /** Packets received and lost of each own track at the end of the last interval. */
    private final Map<String, Counts> before = new HashMap<>();

    private double upstream = ConnectionScore.of(0, 0, 0, 0);
    private double downstream = ConnectionScore.of(0, 0, 0, 0);
    private int upstreamLossPerMille;
    private int downstreamLossPerMille;
    private long roundTripNanos;

    /** What the receiver last reported of each track it receives, at the end of that interval. */
    private final Map<String, Reported> reported = new HashMap<>();

    private record Counts(long received, long lost) {}

    private record Reported(int highest, int lost, long missing) {}

    ConnectionMeter(Participant participant) {
        this.participant = participant;
    }

    /** Ends an interval. */
    void onInterval() {
        double down = measureDownstream();
        double up = measureUpstream();
        downstream = follow(downstream, down);
        upstream = follow(upstream, up);
    }

    private static double follow(double before, double now) {
        return now <= before ? now : before + (now - before) * RECOVERY;
    }

    private double measureUpstream() {
        long jitter = 0;
        int wanted = 0;
        int alive = 0;
        double worst = 0;
        before.keySet().removeIf(trackSid -> participant.track(trackSid) == null);
        for (PublishedTrack track : participant.tracks()) {
            long received = 0;
            long lost = 0;
            for (SourceLayer layer : track.layers()) {
                ReceiveStream stream = layer.stream();
                if (stream != null) {
                    received += stream.receivedPackets();
                    lost += stream.lostPackets();
                    jitter = Math.max(jitter, stream.jitterNanos());
                }
            }
            // Of the worst track: sound is a tenth of the packets and nine tenths of a talk.
            worst = Math.max(worst, lossSince(track.sid(), new Counts(received, lost)));
            wanted += track.wantedLayers();
            alive += Math.min(track.wantedLayers(), Integer.bitCount(track.liveLayers()));
        }
        upstreamLossPerMille = (int) Math.round(1000 * worst);
        return ConnectionScore.of(
                worst, jitter, roundTripNanos, wanted == 0 ? 0 : 1 - (double) alive / wanted);
    }

    /** The share of packets lost, after repair, since the last interval. */
    private double lossSince(String trackSid, Counts now) {
        Counts then = before.put(trackSid, now);
        if (then == null) {
            return 0;
        }
        long lost = now.lost() - then.lost();
        // A stream that began anew counts from zero again.
        long received = Math.max(0, now.received() - then.received());
        return lost <= 0 ? 0 : (double) lost / (lost + received);
    }

    private double measureDownstream() {
        SubscriberSide side = participant.subscriber();
        if (side == null) {
            return downstream;
        }
        double worst = 0;
        reported.keySet().removeIf(trackSid -> !side.isSubscribed(trackSid));
        long jitter = 0;
        long roundTrip = 0;
        int wanted = 0;
        int missing = 0;
        for (Subscription subscription : side.subscriptions()) {
            SendStream stream = subscription.stream();
            if (stream == null) {
                continue;
            }
            if (stream.reportedSequence() >= 0) {
                worst = Math.max(worst, lossSince(subscription.track().sid(), stream));
                jitter = Math.max(jitter, stream.receiverJitterNanos());
                roundTrip = Math.max(roundTrip, stream.roundTripNanos());
            }
            wanted += subscription.wantedLayers();
            missing += Math.max(0, subscription.wantedLayers() - subscription.sentLayers());
        }
        roundTripNanos = roundTrip;
        downstreamLossPerMille = (int) Math.round(1000 * worst);
        return ConnectionScore.of(
                worst, jitter, roundTrip, wanted == 0 ? 0 : (double) missing / wanted);
    }

    /**
     * The share of packets that the receiver has not got of those that we had to send. What was
     * lost before it came to us is not the receiver's loss.
     */
    private double lossSince(String trackSid, SendStream stream) {
        var now =
                new Reported(
                        stream.reportedHighest(),
                        stream.cumulativeLost(),
                        stream.missingWhenReported());
        Reported then = reported.put(trackSid, now);
        if (then == null) {
            return 0;
        }
        long missing = now.missing() - then.missing();
        long lost = now.lost() - then.lost() - missing;
        long expected = now.highest() - then.highest() - missing;
        return lost <= 0 || expected <= 0 ? 0 : Math.min(1, (double) lost / expected);
    }

    /** Of the worse direction. */
    double score() {
        return Math.min(upstream, downstream);
    }

    double upstream() {
        return upstream;
    }

    double downstream() {
        return downstream;
    }

    int upstreamLossPerMille() {
        return upstreamLossPerMille;
    }

    int downstreamLossPerMille() {
        return downstreamLossPerMille;
    }

    long roundTripNanos() {
        return roundTripNanos;
    }

    /** The word for it. LOST only when the path itself is dead: some clients then join anew. */
    ConnectionQuality quality() {
        if (participant.isUnreachable() && !participant.tracks().isEmpty()) {
            return ConnectionQuality.LOST;
        }
        return ConnectionScore.quality(score());
    }
}
