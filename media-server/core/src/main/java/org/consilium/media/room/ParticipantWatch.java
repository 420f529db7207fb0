package org.consilium.media.room;

import java.util.HashMap;
import java.util.Map;

/**
 * Looks at a participant once a second and writes down what has changed since: which layers arrive
 * and leave, what is lost, how often keyframes were asked for. Single writer: the room's loop.
 */
final class ParticipantWatch {
    private static final long SAMPLE_NANOS = 1_000_000_000L;

    /** Clients and receivers' reports need some seconds to mean anything. */
    private static final long MEASURE_NANOS = 5_000_000_000L;

    /** In per mille: less is not worth a line. */
    private static final int LOSS_STEP = 5;

    private static final int NOTHING_SENT = -1;

    private final Participant participant;
    private final EventLog log;
    private final ConnectionMeter meter;
    private final Map<String, Long> last = new HashMap<>();
    private long nextSampleNanos;
    private long nextMeasureNanos = Long.MIN_VALUE;

    ParticipantWatch(Participant participant, EventLog log) {
        this.participant = participant;
        this.log = log;
        this.meter = new ConnectionMeter(participant);
    }

    ConnectionMeter meter() {
        return meter;
    }

    /** Runs what is due; true when the connection was measured anew. */
    boolean onTick(long nowNanos) {
        if (nowNanos < nextSampleNanos) {
            return false;
        }
        nextSampleNanos = nowNanos + SAMPLE_NANOS;
        sample();
        if (nextMeasureNanos == Long.MIN_VALUE) {
            nextMeasureNanos = nowNanos + MEASURE_NANOS;
        }
        if (nowNanos < nextMeasureNanos) {
            return false;
        }
        nextMeasureNanos = nowNanos + MEASURE_NANOS;
        meter.onInterval();
        note(LoggedEvent.Kind.LOSS_UPSTREAM, "", toStep(meter.upstreamLossPerMille()), 0);
        note(LoggedEvent.Kind.LOSS_DOWNSTREAM, "", toStep(meter.downstreamLossPerMille()), 0);
        note(LoggedEvent.Kind.SCORE, "", Math.round(meter.score() * 10) * 10L, 0);
        return true;
    }

    private static int toStep(int perMille) {
        return perMille - perMille % LOSS_STEP;
    }

    private void sample() {
        for (PublishedTrack track : participant.tracks()) {
            note(LoggedEvent.Kind.LAYERS_RECEIVED, track.sid(), track.liveLayers(), 0);
            if (track.kind() == TrackKind.VIDEO) {
                note(
                        LoggedEvent.Kind.WATCHED,
                        track.sid(),
                        track.toldQuality(),
                        WatchedLayers.NOBODY);
                long requested = track.keyframesRequested();
                Long before = last.put("keyframes " + track.sid(), requested);
                if (before == null ? requested > 0 : requested > before) {
                    log.add(
                            LoggedEvent.Kind.KEYFRAMES_REQUESTED,
                            track.sid(),
                            requested - (before == null ? 0 : before));
                }
            }
        }
        SubscriberSide side = participant.subscriber();
        if (side != null) {
            for (Subscription subscription : side.subscriptions()) {
                note(
                        LoggedEvent.Kind.LAYER_SENT,
                        subscription.track().sid(),
                        subscription.sentLayers() - 1,
                        NOTHING_SENT);
            }
        }
    }

    /** A value worth a line when it is another than before, or than what goes without saying. */
    private void note(LoggedEvent.Kind kind, String subject, long value, long unsaid) {
        Long before = last.put(kind + " " + subject, value);
        if ((before == null ? unsaid : before) != value) {
            log.add(kind, subject, value);
        }
    }

    /** A track is gone; nothing is remembered of it. */
    void forget(String trackSid) {
        last.keySet().removeIf(key -> key.endsWith(" " + trackSid));
    }
}
