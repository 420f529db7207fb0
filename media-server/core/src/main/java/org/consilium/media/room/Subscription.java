package org.consilium.media.room;

import org.consilium.media.peer.negotiation.SendSection;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.send.SendStream;
import org.consilium.media.send.SendStreamSettings;
import org.jspecify.annotations.Nullable;

/**
 * One participant receives one track: what it wants of it, and the outgoing stream once its client
 * has answered our offer. Single writer: the room's loop.
 */
final class Subscription {
    private final PublishedTrack track;
    private final SubscriberSide subscriber;
    private final int ssrc;
    private final int retransmissionSsrc;
    private TrackSettings settings;
    private @Nullable SendStream stream;
    private long lastReportNanos = Long.MIN_VALUE / 2;

    Subscription(
            PublishedTrack track,
            SubscriberSide subscriber,
            int ssrc,
            int retransmissionSsrc,
            TrackSettings settings) {
        this.track = track;
        this.subscriber = subscriber;
        this.ssrc = ssrc;
        this.retransmissionSsrc = retransmissionSsrc;
        this.settings = settings;
    }

    PublishedTrack track() {
        return track;
    }

    int ssrc() {
        return ssrc;
    }

    int retransmissionSsrc() {
        return retransmissionSsrc;
    }

    /** The outgoing stream, null until the client has answered. */
    @Nullable SendStream stream() {
        return stream;
    }

    /** The client takes the track: media can flow. */
    void onNegotiated(SendSection section) {
        if (stream != null) {
            return;
        }
        PayloadFormat format = SectionFormats.format(section.codecs().getFirst().codec());
        if (format == null) {
            throw new IllegalStateException("negotiated " + section.codecs());
        }
        stream =
                new SendStream(
                        new SendStreamSettings(
                                ssrc,
                                section.codecs().getFirst().codec().clockRateHz(),
                                format,
                                SectionFormats.payloadTypesTowards(
                                        section.codecs(), track.codecs()),
                                retransmissionSsrc,
                                SectionFormats.retransmissionTypes(section.codecs()),
                                section.codecs().getFirst().nack(),
                                section.extensions(),
                                section.mixedExtensions(),
                                section.mid()),
                        subscriber.random());
        choose();
    }

    /** What the subscriber wants from now on. */
    void settings(TrackSettings newSettings) {
        settings = newSettings;
        choose();
    }

    /**
     * Takes the layer that suits the settings and what the publisher sends now. Called whenever one
     * of them may have changed.
     */
    void choose() {
        SendStream sender = stream;
        if (sender == null) {
            return;
        }
        int wanted =
                track.isMuted()
                        ? LayerChoice.NONE
                        : LayerChoice.wanted(settings, track.announcedLayers());
        if (track.layers().size() == 1 && wanted > 0) {
            wanted = 0;
        }
        if (wanted == LayerChoice.NONE) {
            sender.stop();
            return;
        }
        int target = LayerChoice.nearest(wanted, track.liveLayers());
        if (target == LayerChoice.NONE) {
            return;
        }
        SourceLayer layer = track.layers().get(target);
        ReceiveStream source = layer.stream();
        if (source == null) {
            return;
        }
        if (source != sender.source() || sender.nextSource() != null) {
            sender.switchTo(source);
        }
        if (sender.needsKeyframe()) {
            layer.keyframes().onNeeded();
        }
    }

    /** One packet of the track. */
    void forward(SourcePacket packet) {
        SendStream sender = stream;
        if (sender == null || packet.source == null || !sender.accepts(packet.source)) {
            return;
        }
        int length = sender.write(packet, subscriber.scratch(), 0);
        if (length > 0) {
            subscriber.sendRtp(length);
        }
        while (sender.hasBacklog()) {
            int backlog = sender.writeBacklog(subscriber.scratch(), 0);
            if (backlog > 0) {
                subscriber.sendRtp(backlog);
            }
        }
    }

    /** The receiver cannot show the picture any more. */
    void onKeyframeNeeded() {
        SendStream sender = stream;
        if (sender == null) {
            return;
        }
        var source = sender.nextSource() != null ? sender.nextSource() : sender.source();
        for (SourceLayer layer : track.layers()) {
            if (layer.stream() == source && source != null) {
                layer.keyframes().onNeeded();
            }
        }
    }

    /** Whether the last sender report is older than the interval. */
    boolean isReportDue(long nowNanos, long intervalNanos) {
        return nowNanos - lastReportNanos >= intervalNanos;
    }

    /** A sender report was sent. */
    void onReported(long nowNanos) {
        lastReportNanos = nowNanos;
    }
}
