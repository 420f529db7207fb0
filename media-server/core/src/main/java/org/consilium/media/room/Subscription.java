package org.consilium.media.room;

import org.consilium.media.peer.negotiation.Codec;
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

    /** The track, or its backup for a receiver that cannot take the track's codec. */
    private PublishedTrack encoding;

    /** What such a receiver answered, until there is a backup. */
    private @Nullable SendSection waiting;

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
        this.encoding = track;
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
        Codec codec = section.codecs().getFirst().codec();
        if (codec == track.offeredCodecs().getFirst() || track.kind() == TrackKind.AUDIO) {
            open(section);
            return;
        }
        waiting = section;
        track.wantBackup();
        onBackup(track.backup());
    }

    /** The backup is there, or is there no more (null). */
    void onBackup(@Nullable PublishedTrack backup) {
        SendSection section = waiting;
        if (section == null) {
            return;
        }
        detach();
        encoding = backup == null ? track : backup;
        SendStream sender = stream;
        if (backup == null) {
            if (sender != null) {
                sender.stop();
            }
            return;
        }
        backup.add(this);
        if (sender == null) {
            open(section);
        } else {
            choose();
        }
    }

    /** Takes leave of the backup. */
    private void detach() {
        if (encoding != track) {
            encoding.remove(this);
        }
    }

    /** The subscription is over. */
    void close() {
        detach();
        track.remove(this);
    }

    private void open(SendSection section) {
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
                                        section.codecs(), encoding.codecs()),
                                retransmissionSsrc,
                                SectionFormats.retransmissionTypes(section.codecs()),
                                section.codecs().getFirst().nack(),
                                section.extensions(),
                                section.mixedExtensions(),
                                section.mid()),
                        subscriber.random());
        choose();
    }

    /** What the subscriber wants. */
    TrackSettings settings() {
        return settings;
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
        if (sender == null || (waiting != null && encoding == track)) {
            return;
        }
        int wanted =
                track.isMuted()
                        ? LayerChoice.NONE
                        : LayerChoice.wanted(settings, encoding.announcedLayers());
        if (encoding.layers().size() == 1 && wanted >= 0) {
            if (encoding.isScalable()) {
                boolean all = wanted >= encoding.request().layers().size() - 1;
                sender.maxSpatialLayer(all ? SourcePacket.ANY_LAYER : wanted);
            }
            wanted = 0;
        }
        if (wanted == LayerChoice.NONE) {
            sender.stop();
            return;
        }
        int target = LayerChoice.nearest(wanted, encoding.liveLayers());
        if (target == LayerChoice.NONE) {
            return;
        }
        SourceLayer layer = encoding.layers().get(target);
        ReceiveStream source = layer.stream();
        if (source == null) {
            return;
        }
        if (sender.source() == null) {
            startFromHistory(sender, target);
        }
        if (source != sender.source() || sender.nextSource() != null) {
            sender.switchTo(source);
        }
        if (sender.needsKeyframe()) {
            layer.keyframes().onNeeded();
        }
    }

    /**
     * Shows the receiver something at once: what is in the history of the wanted layer, or of a
     * smaller one until a keyframe of the wanted one comes.
     */
    private void startFromHistory(SendStream sender, int wanted) {
        for (int layer = wanted; layer >= 0 && sender.source() == null; layer--) {
            SourceLayer from = encoding.layers().get(layer);
            ReceiveStream source = from.stream();
            if (source != null && from.isAlive()) {
                int length = sender.startFromHistory(source, subscriber.scratch(), 0);
                if (length > 0) {
                    subscriber.sendRtp(length);
                }
                sendBacklog(sender);
            }
        }
    }

    private void sendBacklog(SendStream sender) {
        while (sender.hasBacklog()) {
            int backlog = sender.writeBacklog(subscriber.scratch(), 0);
            if (backlog > 0) {
                subscriber.sendRtp(backlog);
            }
        }
    }

    /** How many layers it takes to send what is wanted, as far as it arrives: 0 for nothing. */
    int wantedLayers() {
        if (track.isMuted() || track.kind() != TrackKind.VIDEO) {
            return 0;
        }
        int wanted = LayerChoice.wanted(settings, encoding.announcedLayers());
        return 1
                + LayerChoice.nearest(
                        Math.min(wanted, encoding.layers().size() - 1), encoding.liveLayers());
    }

    /** How many layers up what is sent reaches: 0 for nothing. */
    int sentLayers() {
        SendStream sender = stream;
        if (sender == null || sender.source() == null) {
            return 0;
        }
        for (SourceLayer layer : encoding.layers()) {
            if (layer.stream() == sender.source()) {
                return layer.index() + 1;
            }
        }
        return 0;
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
        sendBacklog(sender);
    }

    /** The receiver cannot show the picture any more. */
    void onKeyframeNeeded() {
        SendStream sender = stream;
        if (sender == null) {
            return;
        }
        var source = sender.nextSource() != null ? sender.nextSource() : sender.source();
        for (SourceLayer layer : encoding.layers()) {
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
